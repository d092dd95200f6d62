package vk

import (
	"strings"
	"testing"
)

// fakeDevices is a machine with every kind of trouble.
func fakeDevices() *Instance {
	return &Instance{infos: []DeviceInfo{
		{Index: 0, Name: "llvmpipe", Vendor: "Mesa", Caps: Caps{Type: CPU}},
		{Index: 1, Name: "Old Card", Vendor: "AMD", Caps: Caps{Type: Discrete}, Unusable: "it lacks the feature bufferDeviceAddress"},
		{Index: 2, Name: "Iris", Vendor: "Intel", Caps: Caps{Type: Integrated}},
		{Index: 3, Name: "Radeon", Vendor: "AMD", Caps: Caps{Type: Discrete}},
	}}
}

func TestSelectDevice(t *testing.T) {
	for _, c := range []struct{ selector, want string }{
		{"", "Radeon"}, // discrete before integrated; the unusable one is passed over
		{"0", "llvmpipe"},
		{"intel", "Iris"},
		{"amd", "Radeon"},
		{"PIPE", "llvmpipe"},
		{"discrete", "Radeon"}, // the other one can't be used
	} {
		info, err := fakeDevices().selectDevice(c.selector)
		if err != nil || info.Name != c.want {
			t.Errorf("selectDevice(%q) = %v, %v; want %s", c.selector, info, err, c.want)
		}
	}
}

func TestSelectDeviceErrors(t *testing.T) {
	for _, c := range []struct{ selector, want string }{
		{"4", "no device 4"},
		{"-1", "no device -1"},
		{"voodoo", `no device matches "voodoo"`},
		{"1", "bufferDeviceAddress"},
	} {
		_, err := fakeDevices().selectDevice(c.selector)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("selectDevice(%q): error %v, want one about %q", c.selector, err, c.want)
		}
	}
}

// TestSelectOneOfEqualDevices has two cards that differ in their identity alone.
func TestSelectOneOfEqualDevices(t *testing.T) {
	card := func(index int, uuid, pci string) DeviceInfo {
		return DeviceInfo{Index: index, Name: "H100", Vendor: "NVIDIA", UUID: uuid, PCI: pci, Caps: Caps{Type: Discrete}}
	}
	in := &Instance{infos: []DeviceInfo{
		card(0, "0a1b2c3d-0000-4000-8000-00000000000a", "0000:3b:00.0"), card(1, "0a1b2c3d-0000-4000-8000-00000000000b", "0000:af:00.0"),
	}}
	for _, c := range []struct {
		selector string
		want     int
	}{
		{"", 0}, {"1", 1},
		{"0000:AF:00.0", 1},
		{"0a1b2c3d-0000-4000-8000-00000000000b", 1},
		{"GPU-0A1B2C3D-0000-4000-8000-00000000000B", 1},
	} {
		if info, err := in.selectDevice(c.selector); err != nil || info.Index != c.want {
			t.Errorf("selectDevice(%q) = %v, %v; want device %d", c.selector, info, err, c.want)
		}
	}
	for _, selector := range []string{"h100", "nvidia", "discrete GPU"} {
		_, err := in.selectDevice(selector)
		if err == nil || !strings.Contains(err.Error(), `1 "H100" (0000:af:00.0)`) || !strings.Contains(err.Error(), "UUID") {
			t.Errorf("selectDevice(%q): error %v, want one that tells the devices apart", selector, err)
		}
	}
}
