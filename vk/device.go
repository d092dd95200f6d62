package vk

/*
#include "shim.h"
*/
import "C"

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"

	"autogan/shaders"

	vulkan "github.com/vulkan-go/vulkan"
)

// pushBytes is the size of push constants that every Vulkan device has.
const pushBytes = 128

// Device is an opened Vulkan device with its memory and pipelines.
type Device struct {
	info     DeviceInfo
	raw      *C.ag_device
	handle   vulkan.Device
	layout   C.VkPipelineLayout
	cache    *pipelineCache
	cacheDir string // "" keeps nothing

	inspected bool          // Options.Inspect
	compiled  []pipelineKey // in this order, if inspected
	imitates  bool          // see Imitate

	memory    *arena // persistent tensors
	allocated atomic.Uint64
	driverOps atomic.Uint64 // allocations asked of the driver

	mu        sync.Mutex
	pipelines map[pipelineKey]C.VkPipeline
	modules   map[*shaders.Kernel]vulkan.ShaderModule
}

// OpenDevice opens the device the selector names: an index, a part of its name,
// or a vendor; empty picks discrete before integrated, virtual and CPU devices.
func (in *Instance) OpenDevice(selector string) (*Device, error) {
	info, err := in.selectDevice(selector)
	if err != nil {
		return nil, err
	}
	if in.options.Inspect && info.raw.executable_info == 0 {
		return nil, fmt.Errorf("vk: open device %s: its driver does not tell what it compiles (VK_KHR_pipeline_executable_properties)", info.Name)
	}
	d := &Device{info: *info, cacheDir: in.options.CacheDir, inspected: in.options.Inspect, pipelines: map[pipelineKey]C.VkPipeline{}, modules: map[*shaders.Kernel]vulkan.ShaderModule{}}
	if err := resultError("open device "+info.Name, d.create(in)); err != nil {
		return nil, err
	}
	cHandle := C.ag_device_handle(d.raw)
	d.handle = *(*vulkan.Device)(unsafe.Pointer(&cHandle))
	d.memory = newArena(d, "tensors", d.info.tensors, false, 64<<20)
	// One pipeline layout serves every kernel: push constants and nothing else.
	result := C.ag_layout_create(d.raw, pushBytes, &d.layout)
	if err := resultError("create pipeline layout", vulkan.Result(result)); err != nil {
		d.Release()
		return nil, err
	}
	d.cache, err = openPipelineCache(d)
	if err != nil {
		d.Release()
		return nil, err
	}
	return d, nil
}

// Imitate returns d in the guise of another device, so that kernels are chosen as
// on that one. Nothing is compiled for it, and its streams must be opened with
// RecordOnly: they tell what would be launched there. It takes memory from d, and
// must not be released.
func (d *Device) Imitate(caps Caps) *Device {
	info := d.info
	info.Caps = caps
	return &Device{info: info, raw: d.raw, handle: d.handle, layout: d.layout, memory: d.memory, imitates: true}
}

// create makes the logical device. A driver on a CPU makes its threads meanwhile,
// which are then spread over the CPUs.
func (d *Device) create(in *Instance) vulkan.Result {
	physical := in.physical[d.info.Index]
	handle := *(*C.VkPhysicalDevice)(unsafe.Pointer(&physical))
	inspect := C.int(boolWord(in.options.Inspect))
	if d.info.Caps.Type != CPU {
		return vulkan.Result(C.ag_device_create(in.getProc, in.cHandle(), handle, &d.info.raw, inspect, &d.raw))
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var name [C.AG_NAME_SIZE]C.char
	C.ag_spread_begin(&name[0])
	defer C.ag_spread_end(&name[0])
	return vulkan.Result(C.ag_device_create(in.getProc, in.cHandle(), handle, &d.info.raw, inspect, &d.raw))
}

// Info describes the device.
func (d *Device) Info() DeviceInfo { return d.info }

// Name is the driver's name for the device.
func (d *Device) Name() string { return d.info.Name }

// Caps is what the device can do.
func (d *Device) Caps() Caps { return d.info.Caps }

// DriverAllocations counts the memory allocations asked of the driver so far.
func (d *Device) DriverAllocations() uint64 { return d.driverOps.Load() }

// AllocatedBytes is the memory taken from the driver and not given back.
func (d *Device) AllocatedBytes() uint64 { return d.allocated.Load() }

// LiveBuffers counts the buffers of Alloc that have not been freed.
func (d *Device) LiveBuffers() int { return d.memory.liveBuffers() }

// Kernels lists the kernels that have been launched on the device so far, in
// no order.
func (d *Device) Kernels() []*shaders.Kernel {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Collect(maps.Keys(d.modules))
}

// Alloc returns persistent memory of at least one byte, 256-byte aligned, with
// undefined content. Free gives it back.
func (d *Device) Alloc(bytes uint64) (Buffer, error) { return d.memory.alloc(bytes) }

// Free gives back a buffer of Alloc; no recorded work may still use it.
// It panics on a buffer that is not a whole live allocation.
func (d *Device) Free(b Buffer) { d.memory.free(b) }

// inUse says how much of the memory is taken, for error messages.
func (d *Device) inUse() string {
	return fmt.Sprintf("%s in use on %s with a heap of %s", formatBytes(d.AllocatedBytes()), d.Name(), formatBytes(d.info.Caps.HeapBytes))
}

// Release saves the pipeline cache and closes the device. Its streams must
// have been released before.
func (d *Device) Release() {
	if d.cache != nil {
		d.cache.release()
	}
	for _, pipeline := range d.pipelines {
		C.ag_pipeline_destroy(d.raw, pipeline)
	}
	for _, module := range d.modules {
		vulkan.DestroyShaderModule(d.handle, module, nil)
	}
	if d.layout != nil {
		C.ag_layout_destroy(d.raw, d.layout)
	}
	d.memory.release()
	C.ag_device_destroy(d.raw)
}
