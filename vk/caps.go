package vk

/*
#include "shim.h"
*/
import "C"

import (
	"fmt"
	"strings"
	"unsafe"

	vulkan "github.com/vulkan-go/vulkan"
)

// DeviceType is the class of a device; a lower value is preferred.
type DeviceType int

// Device types in the order in which one is chosen by default.
const (
	Discrete DeviceType = iota
	Integrated
	Virtual
	CPU
	Other
)

// String returns the class in words.
func (t DeviceType) String() string {
	return [...]string{"discrete GPU", "integrated GPU", "virtual GPU", "CPU", "other"}[t]
}

// MarshalText returns String's words.
func (t DeviceType) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (t *DeviceType) UnmarshalText(text []byte) error {
	for known := Discrete; known <= Other; known++ {
		if known.String() == string(text) {
			*t = known
			return nil
		}
	}
	return fmt.Errorf("vk: no type of device is called %q", text)
}

// Caps is what a device can do, read once; kernel selection depends on nothing
// else. `autogan devices --json` prints it, and package recorded holds some.
type Caps struct {
	Type         DeviceType `json:"type"`
	APIVersion   string     `json:"api_version"`   // "1.3.230"
	SubgroupSize int        `json:"subgroup_size"` // that of a shader that asks for none
	// SubgroupMin and SubgroupMax bound the size that a compute shader may ask for; both are SubgroupSize where it can ask for none.
	SubgroupMin    int    `json:"subgroup_min"`
	SubgroupMax    int    `json:"subgroup_max"`
	VaryingLanes   bool   `json:"varying_lanes,omitempty"` // a shader may run in another size than SubgroupSize all the same
	MaxGroups      int    `json:"max_groups"`              // work groups in each dimension of a dispatch
	MaxInvocations int    `json:"max_invocations"`         // threads in a work group
	SharedMemory   int    `json:"shared_memory"`           // bytes a work group
	ComputeUnits   int    `json:"compute_units,omitempty"` // AMD's compute units, NVIDIA's multiprocessors; 0 where the driver does not tell
	HeapBytes      uint64 `json:"heap_bytes"`
	MaxAllocation  uint64 `json:"max_allocation"`
	Float16        bool   `json:"float16"` // shaderFloat16 and 16-bit storage
	Unified        bool   `json:"unified"` // device memory is visible to the host
	Matrix         Matrix `json:"matrix,omitzero"`
	// TimestampPeriod is the length of a timestamp's tick in nanoseconds; 0 means no timestamps.
	TimestampPeriod float64 `json:"timestamp_period"`
}

// FixedLanes is the number of lanes that a kernel may be written for, or 0 if the
// device does not keep to one.
func (c Caps) FixedLanes() int {
	if c.VaryingLanes {
		return 0
	}
	return c.SubgroupSize
}

// DeviceInfo describes a device before it is opened.
type DeviceInfo struct {
	Index    int
	Name     string
	Vendor   string
	Driver   string
	UUID     string // of the device, the same in every process: 32 hexadecimal digits in groups
	PCI      string // address as lspci -D prints it; empty where the driver tells none
	Caps     Caps
	Unusable string   // why autogan can't run on it; empty if it can
	Avoided  []string // what is not used on it, because its driver is known to be wrong there

	raw           C.ag_caps
	memory        memories
	tensors       []uint32  // types of memory for tensors, in the order to try them
	staging       []uint32  // and for what passes between host and device
	cacheKey      string    // names the device and its driver build
	knownProducts []product // that it offers; nil asks the driver
	translated    bool      // to another system's interface; its own driver is better
}

var vendors = map[uint32]string{
	0x1002: "AMD", 0x10DE: "NVIDIA", 0x8086: "Intel", 0x13B5: "ARM", 0x5143: "Qualcomm", 0x106B: "Apple", 0x10005: "Mesa", 0x1AE0: "Google",
}

func vendorName(id uint32) string {
	if name, ok := vendors[id]; ok {
		return name
	}
	return fmt.Sprintf("vendor 0x%04x", id)
}

func (in *Instance) describe(index int, physical vulkan.PhysicalDevice) DeviceInfo {
	var properties vulkan.PhysicalDeviceProperties
	vulkan.GetPhysicalDeviceProperties(physical, &properties)
	properties.Deref()
	properties.Limits.Deref()
	defer properties.Free()

	info := DeviceInfo{Index: index, Name: vulkan.ToString(properties.DeviceName[:]), Vendor: vendorName(properties.VendorID)}
	C.ag_query_caps(in.getProc, in.cHandle(), *(*C.VkPhysicalDevice)(unsafe.Pointer(&physical)), &info.raw)
	info.Driver = strings.TrimSpace(C.GoString(&info.raw.driver_name[0]) + " " + C.GoString(&info.raw.driver_info[0]))
	info.UUID, info.PCI = identity(&info.raw)
	limits := properties.Limits
	info.Caps = Caps{
		Type:           deviceType(properties.DeviceType),
		APIVersion:     vulkan.Version(properties.ApiVersion).String(),
		SubgroupSize:   int(info.raw.subgroup_size),
		SubgroupMin:    int(info.raw.subgroup_min),
		SubgroupMax:    int(info.raw.subgroup_max),
		MaxGroups:      int(min(limits.MaxComputeWorkGroupCount[0], limits.MaxComputeWorkGroupCount[1])),
		MaxInvocations: int(limits.MaxComputeWorkGroupInvocations),
		SharedMemory:   int(limits.MaxComputeSharedMemorySize),
		ComputeUnits:   int(info.raw.compute_units),
		MaxAllocation:  uint64(info.raw.max_allocation),
		Float16:        info.raw.shader_float16 != 0 && info.raw.storage_16bit != 0,
	}
	if info.raw.timestamp_bits > 0 && info.raw.host_query_reset != 0 {
		info.Caps.TimestampPeriod = float64(limits.TimestampPeriod)
	}
	info.useMemories(readMemories(physical))
	info.Unusable = info.unusable()
	info.workAround()
	in.useMatrices(&info, physical)
	info.cacheKey = fmt.Sprintf("%04x-%04x-%08x-%x", properties.VendorID, properties.DeviceID, properties.DriverVersion, properties.PipelineCacheUUID)
	return info
}

func deviceType(t vulkan.PhysicalDeviceType) DeviceType {
	switch t {
	case vulkan.PhysicalDeviceTypeDiscreteGpu:
		return Discrete
	case vulkan.PhysicalDeviceTypeIntegratedGpu:
		return Integrated
	case vulkan.PhysicalDeviceTypeVirtualGpu:
		return Virtual
	case vulkan.PhysicalDeviceTypeCpu:
		return CPU
	}
	return Other
}

// useMemories decides which memory is used for what.
func (info *DeviceInfo) useMemories(m memories) {
	info.memory, info.tensors, info.staging = m, m.forTensors(), m.forStaging()
	if len(info.tensors) > 0 {
		first := info.tensors[0]
		info.Caps.HeapBytes = m.heapBytes(first)
		info.Caps.Unified = m.types[first].flags&visible == visible
	}
}

// unusable names the first thing the runtime needs and the device lacks.
func (info *DeviceInfo) unusable() string {
	switch {
	case info.raw.api_version < C.uint32_t(vulkan.MakeVersion(1, 2, 0)):
		return "it offers Vulkan " + info.Caps.APIVersion + ", autogan needs 1.2"
	case info.raw.buffer_device_address == 0:
		return "it lacks the feature bufferDeviceAddress"
	case info.raw.timeline_semaphore == 0:
		return "it lacks the feature timelineSemaphore"
	case info.raw.compute_family == C.UINT32_MAX:
		return "it has no compute queue"
	case len(info.tensors) == 0 || len(info.staging) == 0:
		return "it has no memory that the runtime can use"
	}
	return ""
}
