package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"autogan/vk"
)

func TestDevicesJSONDecodesToWhatItWrote(t *testing.T) {
	devices := []vk.DeviceInfo{
		{Index: 0, Name: "Radeon", Vendor: "AMD", Driver: "radv", Caps: vk.Caps{
			Type: vk.Discrete, APIVersion: "1.4.305", SubgroupSize: 64, SubgroupMin: 32, SubgroupMax: 64, HeapBytes: 24 << 30, Float16: true}},
		{Index: 1, Name: "Old Card", Vendor: "AMD", Unusable: "it has no compute queue", Caps: vk.Caps{Type: vk.Other}},
	}
	var out bytes.Buffer
	if err := writeDevicesJSON(&out, devices); err != nil {
		t.Fatal(err)
	}
	want := []deviceJSON{
		{0, "Radeon", "AMD", "radv", "discrete GPU", true, "", devices[0].Caps},
		{1, "Old Card", "AMD", "", "other", false, "it has no compute queue", devices[1].Caps},
	}
	var got []deviceJSON
	if err := json.Unmarshal(out.Bytes(), &got); err != nil || !slices.Equal(got, want) {
		t.Errorf("got %+v (%v), want %+v", got, err, want)
	}
}
