package vk

import (
	"encoding/json"
	"strings"
	"testing"

	vulkan "github.com/vulkan-go/vulkan"
)

// able is a device that has everything the runtime needs.
func able() DeviceInfo {
	var info DeviceInfo
	info.raw.api_version = 1<<22 | 2<<12
	info.raw.buffer_device_address, info.raw.timeline_semaphore = 1, 1
	info.useMemories(memories{types: []memoryType{{known, 0}}, heaps: []uint64{1 << 30}})
	return info
}

func TestUnusableNamesWhatIsMissing(t *testing.T) {
	for _, c := range []struct {
		want  string
		spoil func(*DeviceInfo)
	}{
		{"", func(*DeviceInfo) {}},
		{"it offers Vulkan 1.1.0, autogan needs 1.2", func(i *DeviceInfo) { i.raw.api_version, i.Caps.APIVersion = 1<<22|1<<12, "1.1.0" }},
		{"it lacks the feature bufferDeviceAddress", func(i *DeviceInfo) { i.raw.buffer_device_address = 0 }},
		{"it lacks the feature timelineSemaphore", func(i *DeviceInfo) { i.raw.timeline_semaphore = 0 }},
		{"it has no memory that the runtime can use", func(i *DeviceInfo) { i.useMemories(memories{}) }},
		{"it has no compute queue", func(i *DeviceInfo) { i.raw.compute_family = 1<<32 - 1 }},
	} {
		info := able()
		c.spoil(&info)
		if got := info.unusable(); got != c.want {
			t.Errorf("unusable = %q, want %q", got, c.want)
		}
	}
}

func TestDeviceTypesAreVulkans(t *testing.T) {
	for vulkanType, want := range map[vulkan.PhysicalDeviceType]DeviceType{
		vulkan.PhysicalDeviceTypeDiscreteGpu: Discrete, vulkan.PhysicalDeviceTypeIntegratedGpu: Integrated,
		vulkan.PhysicalDeviceTypeVirtualGpu: Virtual, vulkan.PhysicalDeviceTypeCpu: CPU, vulkan.PhysicalDeviceTypeOther: Other,
	} {
		if got := deviceType(vulkanType); got != want || got.String() == "" {
			t.Errorf("type %d is %v, want %v", vulkanType, got, want)
		}
	}
}

func TestDeviceTypeRoundTripsAsText(t *testing.T) {
	for want := Discrete; want <= Other; want++ {
		text, err := want.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		got := DeviceType(-1)
		if err := got.UnmarshalText(text); err != nil || got != want {
			t.Errorf("%q reads as %d (%v), want %d", text, got, err, want)
		}
	}
	var any DeviceType
	if err := any.UnmarshalText([]byte("abacus")); err == nil || !strings.Contains(err.Error(), `"abacus"`) {
		t.Errorf("error %v does not name the unknown type", err)
	}
}

// TestCapsRoundTripAsJSON gives every field a value of its own.
func TestCapsRoundTripAsJSON(t *testing.T) {
	want := Caps{CPU, "1.4.305", 16, 8, 32, true, 65535, 1024, 32768, 82, 1 << 34, 1 << 31, true, true, Matrix{16, 8, 32, 64, true}, 52.08333206176758}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got Caps
	if err := json.Unmarshal(text, &got); err != nil || got != want {
		t.Errorf("got %+v (%v), want %+v", got, err, want)
	}
}
