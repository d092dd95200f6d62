package cli

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"autogan/vk"
)

// nameDevice names the device of a run. On a CPU that nobody asked for it adds why
// there is no GPU, where a GPU or its driver is there.
func nameDevice(d vk.DeviceInfo, selector string, why []string) string {
	name := fmt.Sprintf("device %d: %s (%v, %s), %s\n", d.Index, d.Name, d.Caps.Type, cmp.Or(d.PCI, d.UUID), d.Driver)
	if d.Caps.Type != vk.CPU || selector != "" || len(why) == 0 {
		return name
	}
	return name + fmt.Sprintf("warning: this runs on the CPU, though there is a GPU or its driver (--device %d says that it is meant): %s\n", d.Index, strings.Join(why, "; "))
}

// reasons are why there is no GPU: what the loader said of drivers, else which
// GPUs no driver offers.
func reasons(refused, unused []string) []string {
	if len(refused) > 0 {
		return refused
	}
	return unused
}

// pciDevices is where Linux lists the devices of the PCI bus, in a container too.
const pciDevices = "/sys/bus/pci/devices"

// gpuMakers are the vendors whose display controllers compute. A virtual machine
// has display controllers of others.
var gpuMakers = map[string]string{"0x10de": "NVIDIA", "0x1002": "AMD", "0x8086": "Intel"}

// unusedGPUs says of each GPU below a folder like pciDevices that no driver
// offers it. Elsewhere than on Linux there is no such folder.
func unusedGPUs(devices string) []string {
	var found []string
	classes, _ := filepath.Glob(filepath.Join(devices, "*", "class")) // the pattern is well-formed
	for _, class := range classes {
		maker := gpuMakers[firstWord(filepath.Join(filepath.Dir(class), "vendor"))]
		if maker != "" && strings.HasPrefix(firstWord(class), "0x03") {
			found = append(found, fmt.Sprintf("no Vulkan driver offers the %s GPU %s", maker, filepath.Base(filepath.Dir(class))))
		}
	}
	return found
}

// firstWord is what a file of one word holds, or empty.
func firstWord(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}
