package vk

/*
#include "shim.h"
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"slices"
	"unsafe"

	"autogan/shaders"

	vulkan "github.com/vulkan-go/vulkan"
)

// Executable is what the driver's compiler made of a kernel. The names of its
// statistics and texts are the driver's own.
type Executable struct {
	Kernel     *shaders.Kernel
	Spec       []uint32 // the specialisation constants that were given
	Lanes      int      // of a subgroup
	Statistics map[string]float64
	Texts      map[string]string // the stages of the compiler, machine code the last
}

// Executables tells of the kernels that have been launched on the device so far,
// in the order in which they were compiled. It panics unless the instance was
// opened with Options.Inspect.
func (d *Device) Executables() ([]Executable, error) {
	if !d.inspected {
		panic("vk: Executables of a device that was not opened with Options.Inspect")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	var list []Executable
	for _, key := range d.compiled {
		e, err := d.executable(key, d.pipelines[key])
		if err != nil {
			return nil, fmt.Errorf("%w (%s)", err, key.kernel.Name)
		}
		list = append(list, e)
	}
	return list, nil
}

func (d *Device) executable(key pipelineKey, pipeline C.VkPipeline) (Executable, error) {
	e := Executable{Kernel: key.kernel, Spec: slices.Clone(key.spec[:key.count])}
	var lanes C.uint32_t
	if err := resultError("read pipeline", vulkan.Result(C.ag_pipeline_lanes(d.raw, pipeline, &lanes))); err != nil {
		return e, err
	}
	e.Lanes = int(lanes)
	var err error
	if e.Statistics, err = d.statistics(pipeline); err != nil {
		return e, err
	}
	e.Texts, err = d.texts(pipeline)
	return e, err
}

func (d *Device) statistics(pipeline C.VkPipeline) (map[string]float64, error) {
	var count C.uint32_t
	if err := resultError("count statistics", vulkan.Result(C.ag_pipeline_statistics(d.raw, pipeline, &count, nil))); err != nil || count == 0 {
		return nil, err
	}
	list := make([]C.VkPipelineExecutableStatisticKHR, count)
	for i := range list {
		list[i].sType = C.VK_STRUCTURE_TYPE_PIPELINE_EXECUTABLE_STATISTIC_KHR
	}
	if err := resultError("read statistics", vulkan.Result(C.ag_pipeline_statistics(d.raw, pipeline, &count, &list[0]))); err != nil {
		return nil, err
	}
	found := make(map[string]float64, count)
	for i := range list {
		found[C.GoString(&list[i].name[0])] = statistic(&list[i])
	}
	return found, nil
}

func statistic(s *C.VkPipelineExecutableStatisticKHR) float64 {
	value := unsafe.Pointer(&s.value)
	switch s.format {
	case C.VK_PIPELINE_EXECUTABLE_STATISTIC_FORMAT_BOOL32_KHR:
		return float64(*(*uint32)(value))
	case C.VK_PIPELINE_EXECUTABLE_STATISTIC_FORMAT_INT64_KHR:
		return float64(*(*int64)(value))
	case C.VK_PIPELINE_EXECUTABLE_STATISTIC_FORMAT_UINT64_KHR:
		return float64(*(*uint64)(value))
	}
	return *(*float64)(value)
}

// texts reads the texts in two calls: the first tells their sizes.
func (d *Device) texts(pipeline C.VkPipeline) (map[string]string, error) {
	var count C.uint32_t
	if err := resultError("count texts", vulkan.Result(C.ag_pipeline_texts(d.raw, pipeline, &count, nil))); err != nil || count == 0 {
		return nil, err
	}
	list := make([]C.VkPipelineExecutableInternalRepresentationKHR, count)
	for i := range list {
		list[i].sType = C.VK_STRUCTURE_TYPE_PIPELINE_EXECUTABLE_INTERNAL_REPRESENTATION_KHR
	}
	if err := resultError("size texts", vulkan.Result(C.ag_pipeline_texts(d.raw, pipeline, &count, &list[0]))); err != nil {
		return nil, err
	}
	for i := range list {
		list[i].pData = C.malloc(list[i].dataSize)
		defer C.free(list[i].pData)
	}
	if err := resultError("read texts", vulkan.Result(C.ag_pipeline_texts(d.raw, pipeline, &count, &list[0]))); err != nil {
		return nil, err
	}
	found := map[string]string{}
	for i := range list {
		if list[i].isText != 0 {
			found[C.GoString(&list[i].name[0])] = C.GoStringN((*C.char)(list[i].pData), C.int(max(list[i].dataSize, 1)-1)) // without the final NUL
		}
	}
	return found, nil
}
