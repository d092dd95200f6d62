package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"reflect"
	"strings"
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk"
)

func TestDevicesJSONDecodesToWhatItWrote(t *testing.T) {
	devices := []vk.DeviceInfo{
		{Index: 0, Name: "Radeon", Vendor: "AMD", Driver: "radv", UUID: "0a1b2c3d-0000-4000-8000-00000000000a", PCI: "0000:3b:00.0", Avoided: []string{"timestamps"}, Caps: vk.Caps{
			Type: vk.Discrete, APIVersion: "1.4.305", SubgroupSize: 64, SubgroupMin: 32, SubgroupMax: 64, HeapBytes: 24 << 30, Float16: true}},
		{Index: 1, Name: "Old Card", Vendor: "AMD", Unusable: "it has no compute queue", Caps: vk.Caps{Type: vk.Other}},
	}
	var out bytes.Buffer
	if err := writeDevicesJSON(&out, devices, 0); err != nil {
		t.Fatal(err)
	}
	want := []deviceJSON{
		{0, "Radeon", "AMD", "radv", "0a1b2c3d-0000-4000-8000-00000000000a", "0000:3b:00.0", "discrete GPU", true, "", true, []string{"timestamps"}, devices[0].Caps},
		{1, "Old Card", "AMD", "", "", "", "other", false, "it has no compute queue", false, nil, devices[1].Caps},
	}
	var got []deviceJSON
	if err := json.Unmarshal(out.Bytes(), &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v (%v), want %+v", got, err, want)
	}
}

// TestDevicesTellsEqualOnesApart prints two cards of one kind.
func TestDevicesTellsEqualOnesApart(t *testing.T) {
	card := vk.DeviceInfo{Name: "H100", Vendor: "NVIDIA", UUID: "uuid-a", PCI: "0000:3b:00.0", Caps: vk.Caps{Type: vk.Discrete}}
	other := card
	other.Index, other.UUID, other.PCI = 1, "uuid-b", ""
	var out bytes.Buffer
	if err := writeDevices(&out, []vk.DeviceInfo{card, other}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"uuid-a  0000:3b:00.0  yes", "uuid-b  -             yes"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the list lacks %q:\n%s", want, out.String())
		}
	}
}

// TestDevicesRefusesAWrongDevice as the commands do that work on one.
func TestDevicesRefusesAWrongDevice(t *testing.T) {
	testgpu.Stream(t)
	for _, device := range []string{"7777", "-1", "no such card"} {
		var out, stderr bytes.Buffer
		status := run([]string{"devices", "--device", device}, &out, &stderr)
		if status != statusBadInput || out.Len() > 0 || !strings.HasPrefix(stderr.String(), "autogan: vk: no device ") {
			t.Errorf("%s: status %d, %q, %q, want 2 and an error", device, status, out.String(), stderr.String())
		}
	}
	if status := run([]string{"devices", "--device", "0"}, io.Discard, io.Discard); status != statusOK {
		t.Errorf("a right one: status %d", status)
	}
}
