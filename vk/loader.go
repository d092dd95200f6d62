package vk

// #include "shim.h"
import "C"

import (
	"fmt"

	vulkan "github.com/vulkan-go/vulkan"
)

// LoaderVersion returns the version of the system's Vulkan loader, such as
// "1.3.239". The error wraps [ErrNoVulkan] if there is none, and says why.
func LoaderVersion() (string, error) {
	getProc := loadVulkan()
	if getProc == nil {
		return "", fmt.Errorf("vk: open loader: %w", noDriver(nil))
	}
	return vulkan.Version(C.ag_loader_version(getProc)).String(), nil
}
