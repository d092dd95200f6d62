package vk

import (
	"fmt"
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
	{
		vendor: "AMD", versions: "all, on cards before RDNA 3",
		when:    func(d *DeviceInfo) bool { return d.raw.matrices != 0 && d.raw.mixed_dot == 0 },
		avoided: "matrix products: the driver announces them on a card that has no units for them",
		source:  "github.com/ggml-org/llama.cpp/pull/10597",
		apply:   withoutMatrices,
	},
	{
		vendor: "AMD", driver: "AMD proprietary", versions: "of 2025, on an 860M",
		when:    func(d *DeviceInfo) bool { return d.raw.matrices != 0 },
		avoided: "the question which matrix products there are: the driver may crash; those of RDNA 3 and 4 are taken",
		source:  "github.com/ggml-org/llama.cpp/issues/22750",
		apply: func(d *DeviceInfo) {
			d.knownProducts = []product{{m: 16, n: 16, k: 16, a: halfs, b: halfs, c: floats, result: floats, scope: subgroup}}
		},
	},
	{
		vendor: "Intel", versions: "all, on cards before Xe2",
		when:    func(d *DeviceInfo) bool { return d.raw.matrices != 0 && d.Caps.SubgroupMin < 16 },
		avoided: "matrix products, which can take a thousand times as long on this card",
		source:  "github.com/ggml-org/llama.cpp/issues/24404",
		apply:   withoutMatrices,
	},
	{
		vendor: "Intel", driver: "101.", versions: "101.8509 to 101.8860, on Windows",
		when: func(d *DeviceInfo) bool {
			build := windowsBuild(d.Driver)
			return d.raw.matrices != 0 && d.Caps.SubgroupMin >= 16 && build >= 8509 && build <= 8860
		},
		avoided: "matrix products, whose kernels crash this version of the driver",
		source:  "github.com/ggml-org/llama.cpp/issues/24005",
		apply:   withoutMatrices,
	},
	{
		vendor: "Qualcomm", versions: "all",
		when:    func(d *DeviceInfo) bool { return d.raw.matrices != 0 },
		avoided: "matrix products, which the driver computes without units for them",
		source:  "github.com/Tencent/ncnn, src/gpu.cpp; Turnip also crashes on large shaders that ask for full subgroups",
		apply:   withoutMatrices,
	},
}

func withoutMatrices(d *DeviceInfo) { d.raw.matrices = 0 }

// windowsBuild is the number after "101." in the name of Intel's driver for
// Windows; 0 if there is none.
func windowsBuild(driver string) (build int) {
	if _, after, found := strings.Cut(driver, " 101."); found {
		fmt.Sscanf(after, "%d", &build)
	}
	return build
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
