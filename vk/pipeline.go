package vk

/*
#include "shim.h"
*/
import "C"

import (
	"fmt"
	"unsafe"

	"autogan/shaders"

	vulkan "github.com/vulkan-go/vulkan"
)

// maxSpec is the most specialisation constants a kernel may have.
const maxSpec = 16

// pipelineKey names a kernel with its specialisation; it is comparable so that
// looking one up allocates nothing.
type pipelineKey struct {
	kernel *shaders.Kernel
	spec   [maxSpec]uint32
	count  int
}

// pipeline returns the compiled kernel, compiling it at first use. A device that
// imitates another has none.
func (d *Device) pipeline(key pipelineKey) (uint64, error) {
	if d.imitates {
		return 0, nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if p, ok := d.pipelines[key]; ok {
		return pipelineHandle(p), nil
	}
	return d.compile(key)
}

// compile is apart from pipeline because cgo moves its argument to Go's heap.
func (d *Device) compile(key pipelineKey) (uint64, error) {
	lanes := 0
	if key.kernel.Matrices {
		matrix := d.info.Caps.Matrix
		if lanes = matrix.Lanes; lanes == 0 {
			return 0, fmt.Errorf("vk: create pipeline %s: the device has no matrix units that can be used", key.kernel.Name)
		}
		if key.kernel.BFloat16 && !matrix.BFloat16 {
			return 0, fmt.Errorf("vk: create pipeline %s: the device's matrix units take no bfloat16", key.kernel.Name)
		}
	}
	module, err := d.module(key.kernel)
	if err != nil {
		return 0, err
	}
	var p C.VkPipeline
	result := C.ag_pipeline_create(d.raw, *(*C.VkPipelineCache)(unsafe.Pointer(&d.cache.handle)), d.layout,
		*(*C.VkShaderModule)(unsafe.Pointer(&module)), C.uint32_t(key.count), (*C.uint32_t)(unsafe.Pointer(&key.spec[0])), C.uint32_t(lanes), &p)
	if err := resultError("create pipeline "+key.kernel.Name, vulkan.Result(result)); err != nil {
		return 0, err
	}
	d.pipelines[key] = p
	if d.inspected {
		d.compiled = append(d.compiled, key)
	}
	return pipelineHandle(p), nil
}

func pipelineHandle(p C.VkPipeline) uint64 { return uint64(uintptr(unsafe.Pointer(p))) }

func (d *Device) module(k *shaders.Kernel) (vulkan.ShaderModule, error) {
	if module, ok := d.modules[k]; ok {
		return module, nil
	}
	code := readFloatControls(&d.info.raw).modes().ask(k.SPIRV())
	info := vulkan.ShaderModuleCreateInfo{SType: vulkan.StructureTypeShaderModuleCreateInfo, CodeSize: uint(4 * len(code)), PCode: code}
	defer info.Free()
	var module vulkan.ShaderModule
	if err := resultError("create shader module "+k.Name, vulkan.CreateShaderModule(d.handle, &info, nil, &module)); err != nil {
		return nil, err
	}
	d.modules[k] = module
	return module, nil
}

// checkLaunch panics when a launch does not fit the kernel's interface.
func checkLaunch(k *shaders.Kernel, pointers, words, spec int) {
	if pointers != len(k.Pointers) || words != len(k.Words) {
		panic(fmt.Sprintf("vk: launch %s: got %d buffers and %d words, want %v and %v", k.Name, pointers, words, k.Pointers, k.Words))
	}
	if spec > len(k.Spec) {
		panic(fmt.Sprintf("vk: launch %s: got %d specialisation constants, want at most %d", k.Name, spec, len(k.Spec)))
	}
}
