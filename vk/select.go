package vk

/*
#include "shim.h"
*/
import "C"

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unsafe"
)

// identity tells a device's UUID and PCI address, which differ where two
// devices are equal in everything else.
func identity(raw *C.ag_caps) (uuid, pci string) {
	id := C.GoBytes(unsafe.Pointer(&raw.uuid[0]), C.int(len(raw.uuid)))
	uuid = fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
	if raw.has_pci != 0 {
		pci = fmt.Sprintf("%04x:%02x:%02x.%x", raw.pci[0], raw.pci[1], raw.pci[2], raw.pci[3])
	}
	return uuid, pci
}

// Devices lists what Vulkan sees, in its order.
func (in *Instance) Devices() []DeviceInfo { return in.infos }

// Choose returns the device that [Instance.OpenDevice] would open, or its error if
// the selector names none that can be used.
func (in *Instance) Choose(selector string) (DeviceInfo, error) {
	info, err := in.selectDevice(selector)
	if err != nil {
		return DeviceInfo{}, err
	}
	return *info, nil
}

// selectDevice returns the device that the selector names: an index, a UUID, a
// PCI address, or a part of the name, the vendor, the driver or the type that fits
// one usable device, all in any case. Empty means the most capable class that works.
func (in *Instance) selectDevice(selector string) (*DeviceInfo, error) {
	if index, err := strconv.Atoi(selector); err == nil {
		if index < 0 || index >= len(in.infos) {
			return nil, fmt.Errorf("vk: no device %d: there are %d, numbered from 0 (`autogan devices` lists them)", index, len(in.infos))
		}
		return in.usable(&in.infos[index])
	}
	var found []*DeviceInfo // usable ones first
	for i := range in.infos {
		if info := &in.infos[i]; info.matches(selector) {
			found = append(found, info)
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("vk: no device matches %q: known are %s", selector, listed(in.infos))
	}
	slices.SortStableFunc(found, func(a, b *DeviceInfo) int { return cmp.Compare(a.rank(), b.rank()) })
	if selector != "" && len(found) > 1 && found[1].Unusable == "" && found[1].translated == found[0].translated {
		return nil, fmt.Errorf("vk: several devices match %q: name one of %s by its index, UUID or PCI address", selector, listed(in.infos))
	}
	return in.usable(found[0])
}

func (in *Instance) usable(info *DeviceInfo) (*DeviceInfo, error) {
	if info.Unusable != "" {
		return nil, fmt.Errorf("vk: device %q can't be used: %s", info.Name, info.Unusable)
	}
	return info, nil
}

// listed names devices with what tells equal ones apart.
func listed(devices []DeviceInfo) string {
	var names []string
	for _, d := range devices {
		names = append(names, fmt.Sprintf("%d %q (%s)", d.Index, d.Name, cmp.Or(d.PCI, d.UUID)))
	}
	return strings.Join(names, ", ")
}

// matches compares with the UUID as Vulkan's tools print it or as NVIDIA's do,
// with GPU- in front.
func (info *DeviceInfo) matches(selector string) bool {
	selector = strings.ToLower(selector)
	if uuid := strings.TrimPrefix(selector, "gpu-"); uuid != "" && uuid == info.UUID || selector != "" && selector == info.PCI {
		return true
	}
	text := strings.ToLower(info.Vendor + "\n" + info.Name + "\n" + info.Driver + "\n" + info.Caps.Type.String())
	return strings.Contains(text, selector)
}

// rank orders devices for the default choice: usable first, then by class.
func (info *DeviceInfo) rank() int {
	rank := 2 * int(info.Caps.Type)
	if info.translated { // after other GPUs
		rank = max(rank, 2*int(CPU)-1)
	}
	if info.Unusable != "" {
		rank += 100
	}
	return rank
}
