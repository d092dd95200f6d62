package vk

/*
#include "shim.h"
*/
import "C"

import (
	"fmt"
	"strings"

	vulkan "github.com/vulkan-go/vulkan"
)

// fault is what a driver tells of a device that was lost, where it has
// VK_EXT_device_fault.
type fault struct {
	description string
	places      []faultPlace
	remarks     []faultRemark
}

// faultPlace is an address at which something went wrong. It is exact up to a
// multiple of precision, a power of two.
type faultPlace struct {
	kind               uint32
	address, precision uint64
}

// faultRemark is in the words and numbers of the vendor.
type faultRemark struct {
	text       string
	code, data uint64
}

// faultKinds are the types of addresses, in Vulkan's order.
var faultKinds = []string{"", "a read at", "a write at", "an instruction fetched from", "an instruction near", "an invalid instruction at", "a fault of the instruction at"}

// fault asks the driver. The zero value says that it has nothing to tell.
func (d *Device) fault() (f fault) {
	if d.info.raw.device_fault == 0 {
		return f
	}
	var told C.ag_fault
	if result := vulkan.Result(C.ag_device_fault(d.raw, &told)); result != vulkan.Success && result != vulkan.Incomplete {
		return f
	}
	f.description = C.GoString(&told.description[0])
	for _, p := range told.places[:min(told.place_count, C.AG_FAULT_PARTS)] {
		f.places = append(f.places, faultPlace{uint32(p.addressType), uint64(p.reportedAddress), uint64(p.addressPrecision)})
	}
	for i := range told.remarks[:min(told.remark_count, C.AG_FAULT_PARTS)] {
		r := &told.remarks[i]
		f.remarks = append(f.remarks, faultRemark{C.GoString(&r.description[0]), uint64(r.vendorFaultCode), uint64(r.vendorFaultData)})
	}
	return f
}

// describe is one line, or "" if there is nothing to say.
func (f fault) describe() string {
	var parts []string
	if f.description != "" {
		parts = append(parts, f.description)
	}
	for _, p := range f.places {
		if p.kind == 0 || int(p.kind) >= len(faultKinds) {
			continue
		}
		from := p.address &^ (max(p.precision, 1) - 1)
		parts = append(parts, fmt.Sprintf("%s %#x to %#x", faultKinds[p.kind], from, from+max(p.precision, 1)-1))
	}
	for _, r := range f.remarks {
		parts = append(parts, fmt.Sprintf("%s (code %#x, data %#x)", r.text, r.code, r.data))
	}
	return strings.Join(parts, ", ")
}
