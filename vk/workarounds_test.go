package vk

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// trapped are devices as their drivers describe them, by what is avoided on them.
var trapped = map[string]struct {
	device  DeviceInfo
	avoided func(DeviceInfo) bool // whether the effect is there
	others  []DeviceInfo          // that differ in what the row asks for
}{
	"timestamps, whose": {
		DeviceInfo{Vendor: "AMD", Driver: "radv Mesa 25.0.7", Caps: Caps{TimestampPeriod: math.Inf(1)}},
		func(d DeviceInfo) bool { return d.Caps.TimestampPeriod == 0 },
		[]DeviceInfo{{Vendor: "AMD", Driver: "radv Mesa 25.0.7", Caps: Caps{TimestampPeriod: 10}}},
	},
	"kernels for a fixed number of lanes": {
		DeviceInfo{Vendor: "Intel", Driver: "Intel Corporation 101.8509", Caps: Caps{SubgroupSize: 8}},
		func(d DeviceInfo) bool { return d.Caps.FixedLanes() == 0 },
		[]DeviceInfo{
			{Vendor: "Mesa", Driver: "llvmpipe Mesa 25.0.7 (LLVM 15.0.6)", Caps: Caps{Type: CPU, SubgroupSize: 8}},
			{Vendor: "ARM", Driver: "Mali-G76 r38p1", Caps: Caps{SubgroupSize: 8}},
		},
	},
	"matrix products: the driver announces them": {
		withMatrices("AMD", "AMD proprietary driver 26.1.1", 32, false),
		func(d DeviceInfo) bool { return d.raw.matrices == 0 },
		[]DeviceInfo{withMatrices("NVIDIA", "NVIDIA 610.88", 32, false), withMatrices("AMD", "radv Mesa 26.2.6", 32, true)},
	},
	"the question which matrix products": {
		withMatrices("AMD", "AMD proprietary driver 26.1.1", 32, true),
		func(d DeviceInfo) bool { return d.knownProducts != nil && d.raw.matrices == 1 },
		[]DeviceInfo{withMatrices("AMD", "radv Mesa 26.2.6", 32, true)},
	},
	"matrix products, which can take": {
		withMatrices("Intel", "Intel open-source Mesa driver Mesa 26.1.6", 8, false),
		func(d DeviceInfo) bool { return d.raw.matrices == 0 },
		[]DeviceInfo{withMatrices("Intel", "Intel open-source Mesa driver Mesa 26.1.6", 16, false)},
	},
	"matrix products, whose kernels crash": {
		withMatrices("Intel", "Intel Corporation 101.8860", 16, false),
		func(d DeviceInfo) bool { return d.raw.matrices == 0 },
		[]DeviceInfo{withMatrices("Intel", "Intel Corporation 101.8861", 16, false), withMatrices("Intel", "Intel Corporation 101.8508", 16, false)},
	},
	"matrix products, which the driver computes": {
		withMatrices("Qualcomm", "turnip Mesa driver Mesa 26.2.6", 64, false),
		func(d DeviceInfo) bool { return d.raw.matrices == 0 },
		[]DeviceInfo{withMatrices("ARM", "Mali-G725 r54p1", 16, false)},
	},
	"the device, where another GPU": {
		DeviceInfo{Vendor: "NVIDIA", Name: "Microsoft Direct3D12 (NVIDIA GeForce RTX 3070 Ti)", Driver: "Dozen Mesa 26.1.4 - kisak-mesa PPA"},
		func(d DeviceInfo) bool { return d.translated },
		[]DeviceInfo{{Vendor: "NVIDIA", Name: "NVIDIA GeForce RTX 3070 Ti", Driver: "NVIDIA 610.88"}},
	},
}

// withMatrices is a device that announces cooperative matrices.
func withMatrices(vendor, driver string, fewestLanes int, mixedDot bool) DeviceInfo {
	d := DeviceInfo{Vendor: vendor, Driver: driver, Caps: Caps{SubgroupSize: 32, SubgroupMin: fewestLanes}}
	if d.raw.matrices = 1; mixedDot {
		d.raw.mixed_dot = 1
	}
	return d
}

// TestWorkarounds has a device for every row, and some that it leaves alone.
func TestWorkarounds(t *testing.T) {
	for _, w := range workarounds {
		if w.versions == "" || w.source == "" {
			t.Errorf("%q: say in which versions, and where that is known from", w.avoided)
		}
		reached := false
		for what, c := range trapped {
			if !strings.HasPrefix(w.avoided, what) {
				continue
			}
			reached = true
			d := c.device
			if d.workAround(); !c.avoided(d) || !slices.Contains(d.Avoided, w.avoided) {
				t.Errorf("%s with %s: avoided are %q", d.Name, d.Driver, d.Avoided)
			}
			for _, d := range c.others {
				if d.workAround(); c.avoided(d) || slices.Contains(d.Avoided, w.avoided) {
					t.Errorf("%s with %s has no such fault, but avoided are %q", d.Name, d.Driver, d.Avoided)
				}
			}
		}
		if !reached {
			t.Errorf("no device tries the row that avoids %s", w.avoided)
		}
	}
}

// TestTranslatedDevicesComeLast has one card by two drivers, the translating one
// first, as Windows lists them.
func TestTranslatedDevicesComeLast(t *testing.T) {
	translated := trapped["the device, where another GPU"].device
	native := DeviceInfo{Index: 1, Name: "Radeon", Vendor: "AMD", Driver: "AMD proprietary driver", Caps: Caps{Type: Integrated}}
	same := DeviceInfo{Index: 3, Name: "NVIDIA GeForce RTX 3070 Ti", Vendor: "NVIDIA", Driver: "NVIDIA 610.88"}
	cpu := DeviceInfo{Index: 2, Name: "llvmpipe", Vendor: "Mesa", Caps: Caps{Type: CPU}}
	for _, c := range []struct {
		devices        []DeviceInfo
		selector, want string
	}{
		{[]DeviceInfo{translated, native, cpu}, "", "Radeon"},
		{[]DeviceInfo{translated, cpu}, "", translated.Name},
		{[]DeviceInfo{translated, same}, "nvidia", same.Name},
	} {
		for i := range c.devices {
			c.devices[i].workAround()
		}
		if got, err := (&Instance{infos: c.devices}).selectDevice(c.selector); err != nil || got.Name != c.want {
			t.Errorf("of %s: %v, %v; want %s", listed(c.devices), got, err, c.want)
		}
	}
}
