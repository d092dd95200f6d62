package recorded

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"autogan/vk"
)

// TestFilesAreWhole: every file is byte for byte what encoding it gives, so that
// no field is missing, unknown or lost.
func TestFilesAreWhole(t *testing.T) {
	for _, device := range Devices() {
		text, err := files.ReadFile(device.File + ".json")
		if err != nil {
			t.Fatal(err)
		}
		if again := encoded(t, device); !bytes.Equal(again, text) {
			t.Errorf("%s: got\n%s\nwhich encodes as\n%s", device.File, text, again)
		}
	}
}

func encoded(t *testing.T, value any) []byte {
	t.Helper()
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

// TestDevicesMeetVulkansMinimums compares with the required limits of
// Vulkan 1.2, table "Required Limits" of its specification.
func TestDevicesMeetVulkansMinimums(t *testing.T) {
	for _, device := range Devices() {
		name := device.File
		c := device.Caps
		for _, limit := range []struct {
			what     string
			has      uint64
			required uint64
		}{
			{"max_groups", uint64(c.MaxGroups), 65535},
			{"max_invocations", uint64(c.MaxInvocations), 128},
			{"shared_memory", uint64(c.SharedMemory), 16384},
			{"max_allocation", c.MaxAllocation, 1 << 30},
			{"heap_bytes", c.HeapBytes, 1 << 30}, // what one allocation may take
		} {
			if limit.has < limit.required {
				t.Errorf("%s: %s is %d, Vulkan requires %d", name, limit.what, limit.has, limit.required)
			}
		}
		if device.Name == "" || device.Driver == "" || device.Source == "" {
			t.Errorf("%s: name %q, driver %q and source %q must be there", name, device.Name, device.Driver, device.Source)
		}
		if !strings.HasPrefix(c.APIVersion, "1.") || c.APIVersion < "1.2" {
			t.Errorf("%s: api_version %s, autogan needs 1.2", name, c.APIVersion)
		}
	}
}

func TestSubgroupSizesAreARange(t *testing.T) {
	for _, device := range Devices() {
		name := device.File
		c := device.Caps
		for _, size := range []int{c.SubgroupMin, c.SubgroupSize, c.SubgroupMax} {
			if size < 1 || size > 128 || size&(size-1) != 0 {
				t.Errorf("%s: a subgroup of %d lanes, want a power of two up to 128", name, size)
			}
		}
		if c.SubgroupMin > c.SubgroupSize || c.SubgroupSize > c.SubgroupMax {
			t.Errorf("%s: subgroup_size %d is not from %d to %d", name, c.SubgroupSize, c.SubgroupMin, c.SubgroupMax)
		}
	}
}

// TestDevicesDiffer guards the choice of devices: every class of
// subgroup that a kernel may meet is there, with and without float16.
func TestDevicesDiffer(t *testing.T) {
	lanes, types, withFloat16 := map[int]bool{}, map[vk.DeviceType]bool{}, map[bool]bool{}
	for _, device := range Devices() {
		lanes[device.Caps.SubgroupSize] = true
		types[device.Caps.Type] = true
		withFloat16[device.Caps.Float16] = true
	}
	for _, want := range []int{4, 8, 16, 32, 64, 128} {
		if !lanes[want] {
			t.Errorf("no device has subgroups of %d lanes", want)
		}
	}
	for _, want := range []vk.DeviceType{vk.Discrete, vk.Integrated, vk.CPU} {
		if !types[want] {
			t.Errorf("no device is of type %v", want)
		}
	}
	if len(withFloat16) != 2 {
		t.Errorf("devices with float16 and without: got %v, want both", withFloat16)
	}
}
