package vk

/*
#include <stdlib.h>
*/
import "C"

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"unsafe"

	"autogan/vk/durable"

	vulkan "github.com/vulkan-go/vulkan"
)

// pipelineCache keeps compiled pipelines of one device and driver build on
// disk. A file that is damaged or of another driver counts as no file.
type pipelineCache struct {
	device *Device
	handle vulkan.PipelineCache
	path   string // empty: not kept
	loaded []byte
}

func openPipelineCache(d *Device) (*pipelineCache, error) {
	c := &pipelineCache{device: d}
	if d.cacheDir != "" {
		c.path = d.CacheFile("pipelines", "bin")
		c.loaded = readCache(c.path)
	}
	info := vulkan.PipelineCacheCreateInfo{SType: vulkan.StructureTypePipelineCacheCreateInfo}
	if len(c.loaded) > 0 {
		initial := C.CBytes(c.loaded)
		defer C.free(initial)
		info.InitialDataSize = uint(len(c.loaded))
		info.PInitialData = initial
	}
	defer info.Free()
	var handle vulkan.PipelineCache // on its own: cgo would find Go pointers next to a field
	if err := resultError("create pipeline cache", vulkan.CreatePipelineCache(d.handle, &info, nil, &handle)); err != nil {
		return nil, err
	}
	c.handle = handle
	return c, nil
}

// CacheFile names a file for what is remembered of this device and driver
// build, next to the pipeline cache; "" if nothing is kept.
func (d *Device) CacheFile(name, extension string) string {
	if d.cacheDir == "" {
		return ""
	}
	return filepath.Join(d.cacheDir, name+"-"+d.info.cacheKey+"."+extension)
}

// readCache returns the driver's data, which follow their checksum, or nil if
// the checksum is wrong.
func readCache(path string) []byte {
	file, err := durable.ReadFile(path)
	if err != nil || len(file) <= sha256.Size {
		return nil
	}
	data := file[sha256.Size:]
	sum := sha256.Sum256(data)
	if !bytes.Equal(sum[:], file[:sha256.Size]) {
		return nil
	}
	return data
}

// release writes the cache if it has grown and destroys it. A cache that can't
// be written is only a slower next start, so its error is not reported.
func (c *pipelineCache) release() {
	defer vulkan.DestroyPipelineCache(c.device.handle, c.handle, nil)
	if c.path == "" {
		return
	}
	var size uint
	if vulkan.GetPipelineCacheData(c.device.handle, c.handle, &size, nil) != vulkan.Success || size == 0 {
		return
	}
	data := make([]byte, size)
	if vulkan.GetPipelineCacheData(c.device.handle, c.handle, &size, unsafe.Pointer(&data[0])) != vulkan.Success {
		return
	}
	if data = data[:size]; !bytes.Equal(data, c.loaded) {
		_ = writeCache(c.path, data)
	}
}

func writeCache(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("vk: pipeline cache: %w", err)
	}
	if err := durable.CheckRegular(path); err != nil {
		return fmt.Errorf("vk: pipeline cache: %w", err)
	}
	sum := sha256.Sum256(data)
	if err := durable.WriteFile(path, append(sum[:], data...)); err != nil {
		return fmt.Errorf("vk: pipeline cache: %w", err)
	}
	return nil
}
