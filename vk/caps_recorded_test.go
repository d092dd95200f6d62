package vk

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// recordedDevice is a file of testdata/caps.
type recordedDevice struct {
	Name     string `json:"name"`
	Driver   string `json:"driver"`
	Recorded bool   `json:"recorded"` // by running the driver; else declared from what the source says
	Source   string `json:"source"`
	Caps     Caps   `json:"caps"`
}

// recordedDevices reads testdata/caps. Every file must be byte for byte what
// encoding it gives, so that no field is missing, unknown or lost.
func recordedDevices(t *testing.T) map[string]recordedDevice {
	t.Helper()
	files, err := filepath.Glob("testdata/caps/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("testdata/caps has no files: %v", err)
	}
	devices := map[string]recordedDevice{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var device recordedDevice
		if err := json.Unmarshal(text, &device); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if again := encoded(t, device); !bytes.Equal(again, text) {
			t.Errorf("%s: got\n%s\nwhich encodes as\n%s", file, text, again)
		}
		devices[strings.TrimSuffix(filepath.Base(file), ".json")] = device
	}
	return devices
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

// TestRecordedDevicesMeetVulkansMinimums compares with the required limits of
// Vulkan 1.2, table "Required Limits" of its specification.
func TestRecordedDevicesMeetVulkansMinimums(t *testing.T) {
	for name, device := range recordedDevices(t) {
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

func TestRecordedSubgroupSizesAreARange(t *testing.T) {
	for name, device := range recordedDevices(t) {
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

// TestRecordedDevicesDiffer guards the choice of devices: every class of
// subgroup that a kernel may meet is there, with and without float16.
func TestRecordedDevicesDiffer(t *testing.T) {
	lanes, types, withFloat16 := map[int]bool{}, map[DeviceType]bool{}, map[bool]bool{}
	for _, device := range recordedDevices(t) {
		lanes[device.Caps.SubgroupSize] = true
		types[device.Caps.Type] = true
		withFloat16[device.Caps.Float16] = true
	}
	for _, want := range []int{4, 8, 16, 32, 64, 128} {
		if !lanes[want] {
			t.Errorf("no device has subgroups of %d lanes", want)
		}
	}
	for _, want := range []DeviceType{Discrete, Integrated, CPU} {
		if !types[want] {
			t.Errorf("no device is of type %v", want)
		}
	}
	if len(withFloat16) != 2 {
		t.Errorf("devices with float16 and without: got %v, want both", withFloat16)
	}
}
