package vk

import "testing"

func TestFaultsAreDescribed(t *testing.T) {
	for want, f := range map[string]fault{
		"": {},
		"a page is missing, a write at 0x12000 to 0x12fff": {
			description: "a page is missing", places: []faultPlace{{kind: 2, address: 0x12345, precision: 0x1000}},
		},
		"a read at 0x40 to 0x40, queue reset (code 0x7, data 0x1f)": {
			places: []faultPlace{{kind: 0, address: 1}, {kind: 1, address: 0x40}, {kind: 99}}, remarks: []faultRemark{{"queue reset", 7, 31}},
		},
	} {
		if got := f.describe(); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}
