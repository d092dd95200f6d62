package vk

import (
	"math"
	"strings"
)

// workaround is something that the program does not use on some drivers, since
// it is wrong there.
type workaround struct {
	vendor   string // "" is any
	driver   string // a part of its name; "" is any
	versions string // in which it was seen
	when     func(*DeviceInfo) bool
	avoided  string // for the user
	source   string
	apply    func(*DeviceInfo)
}

// workarounds concern only what the program does. What no kernel may do on any
// device, since some driver fails at it, is refused by tools/genspv.
var workarounds = []workaround{
	{
		versions: "RADV's null hardware, Mesa 25.0.7",
		when:     func(d *DeviceInfo) bool { return math.IsInf(d.Caps.TimestampPeriod, 0) },
		avoided:  "timestamps, whose clock has no frequency",
		source:   "run with RADV_FORCE_FAMILY",
		apply:    func(d *DeviceInfo) { d.Caps.TimestampPeriod = 0 },
	},
	{
		vendor: "Intel", versions: "all, on every system",
		avoided: "kernels for a fixed number of lanes, because a shader may run in fewer lanes than the driver says",
		source:  "github.com/google/uVkCompute/issues/43",
		apply:   func(d *DeviceInfo) { d.Caps.VaryingLanes = true },
	},
	{
		driver: "Dozen", versions: "all: it translates to Direct3D 12 and is not a conformant driver",
		avoided: "the device, where another GPU can be used: the same one is often listed by its own driver, too",
		source:  "github.com/ggml-org/llama.cpp/pull/16689, github.com/microsoft/wslg/issues/1492",
		apply:   func(d *DeviceInfo) { d.translated = true },
	},
}

// concerns reports whether the device is one of the row's.
func (w workaround) concerns(d *DeviceInfo) bool {
	return (w.vendor == "" || w.vendor == d.Vendor) && strings.Contains(strings.ToLower(d.Driver), strings.ToLower(w.driver)) && (w.when == nil || w.when(d))
}

// workAround applies every row that concerns the device.
func (info *DeviceInfo) workAround() {
	for _, w := range workarounds {
		if w.concerns(info) {
			w.apply(info)
			info.Avoided = append(info.Avoided, w.avoided)
		}
	}
}
