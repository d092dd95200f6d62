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
