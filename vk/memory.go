package vk

/*
#include "shim.h"
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"

	vulkan "github.com/vulkan-go/vulkan"
)

// Buffer is a range of device memory: a small value, copied freely. The zero
// Buffer has no memory.
type Buffer struct {
	lifetime lifetime
	block    *block
	offset   uint64
	size     uint64
}

// Address is the 64-bit device address of the first byte.
func (b Buffer) Address() uint64 {
	if b.block == nil {
		return 0
	}
	return uint64(b.block.raw.address) + b.offset
}

// Size is the number of bytes asked for.
func (b Buffer) Size() uint64 { return b.size }

// Slice is the view of size bytes from offset. It panics when it does not lie inside b.
func (b Buffer) Slice(offset, size uint64) Buffer {
	if offset+size > b.size {
		panic(fmt.Sprintf("vk: slice: bytes %d to %d of a buffer of %d", offset, offset+size, b.size))
	}
	return Buffer{lifetime: b.lifetime, block: b.block, offset: b.offset + offset, size: size}
}

// block is one driver allocation with its sub-allocator.
type block struct {
	raw        C.ag_block
	size       uint64
	memoryType uint32
	sub        *suballocator
}

// bytes is the mapped memory of the block; nil when the host can't see it.
func (b *block) bytes() []byte {
	if b.raw.mapped == nil {
		return nil
	}
	return unsafe.Slice((*byte)(b.raw.mapped), b.size)
}

func (b *block) handle() uint64 { return uint64(uintptr(unsafe.Pointer(b.raw.buffer))) }

// newBlock asks the driver for memory of the first of the types that has so much
// left; what names its purpose in errors.
func (d *Device) newBlock(what string, size uint64, types []uint32, mapped bool) (*block, error) {
	if err := d.wantRoom(what, size, types); err != nil {
		return nil, err
	}
	b := &block{size: size}
	d.driverOps.Add(1)
	result := vulkan.Result(C.AG_OTHER_MEMORY) // of the last type that may hold buffers
	memory, full := d.info.memory, map[uint32]bool{}
	for _, memoryType := range types {
		heap := memory.types[memoryType].heap
		if full[heap] || !d.heaps.take(memory, memoryType, size) {
			result, full[heap] = vulkan.ErrorOutOfDeviceMemory, true
			continue
		}
		switch got := vulkan.Result(C.ag_block_create(d.raw, C.uint64_t(size), C.uint32_t(memoryType), C.int(boolWord(mapped)), &b.raw)); got {
		case vulkan.Success:
			b.memoryType = memoryType
			d.allocated.Add(size)
			return b, nil
		case vulkan.ErrorOutOfDeviceMemory:
			result, full[heap] = got, true
		case C.AG_OTHER_MEMORY:
		default:
			d.heaps.giveBack(memory, memoryType, size)
			return nil, resultError(d.allocating(what, size), got)
		}
		d.heaps.giveBack(memory, memoryType, size)
	}
	return nil, resultError(d.allocating(what, size), result)
}

// wantRoom returns an error if no type's heap is as large.
func (d *Device) wantRoom(what string, size uint64, types []uint32) error {
	if !d.info.memory.fits(types, size) {
		return fmt.Errorf("vk: %s: %w", d.allocating(what, size), ErrOutOfMemory)
	}
	return nil
}

func (d *Device) allocating(what string, size uint64) string {
	return fmt.Sprintf("allocate %s for %s (%s)", formatBytes(size), what, d.inUse())
}

func (d *Device) freeBlock(b *block) {
	d.allocated.Add(-b.size)
	d.heaps.giveBack(d.info.memory, b.memoryType, b.size)
	C.ag_block_destroy(d.raw, &b.raw)
}

// arena sub-allocates long-lived buffers from blocks of blockSize or more.
type arena struct {
	device    *Device
	what      string
	types     []uint32 // of memory
	mapped    bool
	blockSize uint64

	mu     sync.Mutex
	blocks []*block
	live   int // buffers given out and not freed
}

func newArena(d *Device, what string, types []uint32, mapped bool, blockSize uint64) *arena {
	return &arena{device: d, what: what, types: types, mapped: mapped, blockSize: blockSize}
}

func (a *arena) alloc(size uint64) (Buffer, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, b := range a.blocks {
		if offset, ok := b.sub.alloc(size); ok {
			return a.lend(b, offset, size), nil
		}
	}
	b, err := a.device.newBlock(a.what, max(a.blockSize, alignUp(size)), a.types, a.mapped)
	if err != nil {
		return Buffer{}, err
	}
	b.sub = newSuballocator(b.size)
	a.blocks = append(a.blocks, b)
	offset, _ := b.sub.alloc(size)
	return a.lend(b, offset, size), nil
}

// lend counts a buffer that is given out.
func (a *arena) lend(b *block, offset, size uint64) Buffer {
	a.live++
	return Buffer{lifetime: newLifetime(), block: b, offset: offset, size: size}
}

func (a *arena) free(b Buffer) {
	a.mu.Lock()
	defer a.mu.Unlock()
	b.wantAlive("free")
	if b.block == nil || b.block.sub == nil || !b.block.sub.release(b.offset) {
		panic("vk: free: the buffer is not a live allocation of this device")
	}
	b.lifetime.end()
	a.live--
}

func (a *arena) liveBuffers() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.live
}

func (a *arena) release() {
	for _, b := range a.blocks {
		a.device.freeBlock(b)
	}
	a.blocks = nil
}

// formatBytes writes a size the way people read it.
func formatBytes(n uint64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%d bytes", n)
}
