package vk

import (
	"errors"
	"fmt"

	vulkan "github.com/vulkan-go/vulkan"
)

// Errors a caller can act on; test with errors.Is.
var (
	// ErrNoVulkan reports that no Vulkan loader or no device was found.
	ErrNoVulkan = errors.New("no Vulkan device found")
	// ErrOutOfMemory reports that the device has no memory left.
	ErrOutOfMemory = errors.New("out of device memory")
	// ErrDeviceLost reports that the device stopped answering; it can only be released.
	ErrDeviceLost = errors.New("device lost")
)

// resultError turns a Vulkan result into an error that names the call, or nil.
func resultError(call string, result vulkan.Result) error {
	switch result {
	case vulkan.Success:
		return nil
	case vulkan.ErrorOutOfDeviceMemory, vulkan.ErrorOutOfHostMemory:
		return fmt.Errorf("vk: %s: %w", call, ErrOutOfMemory)
	case vulkan.ErrorDeviceLost:
		return fmt.Errorf("vk: %s: %w", call, ErrDeviceLost)
	}
	return fmt.Errorf("vk: %s: Vulkan result %d", call, int32(result))
}
