package vk

import (
	"cmp"
	"slices"
	"sync/atomic"

	vulkan "github.com/vulkan-go/vulkan"
)

// Properties of memory that the runtime asks for. Types with any other one are
// never taken: they are protected, lazily allocated, for other devices, or, as
// AMD's device-coherent memory, not cached.
const (
	local   = vulkan.MemoryPropertyDeviceLocalBit
	visible = vulkan.MemoryPropertyHostVisibleBit | vulkan.MemoryPropertyHostCoherentBit
	cached  = vulkan.MemoryPropertyHostCachedBit
	known   = local | visible | cached
)

// memoryType is a kind of memory that a device offers.
type memoryType struct {
	flags vulkan.MemoryPropertyFlagBits
	heap  uint32
}

// memories are what a device offers, in its driver's order.
type memories struct {
	types []memoryType
	heaps []uint64 // sizes in bytes
}

// readMemories asks the driver.
func readMemories(physical vulkan.PhysicalDevice) memories {
	var properties vulkan.PhysicalDeviceMemoryProperties
	vulkan.GetPhysicalDeviceMemoryProperties(physical, &properties)
	properties.Deref()
	defer properties.Free()
	var m memories
	for i := range properties.MemoryTypeCount {
		t := &properties.MemoryTypes[i]
		t.Deref()
		m.types = append(m.types, memoryType{vulkan.MemoryPropertyFlagBits(t.PropertyFlags), t.HeapIndex})
	}
	for i := range properties.MemoryHeapCount {
		h := &properties.MemoryHeaps[i]
		h.Deref()
		m.heaps = append(m.heaps, uint64(h.Size))
	}
	return m
}

// heapBytes is the size of a type's heap.
func (m memories) heapBytes(memoryType uint32) uint64 { return m.heaps[m.types[memoryType].heap] }

// having lists the types with at least the wanted properties.
func (m memories) having(wanted vulkan.MemoryPropertyFlagBits) []uint32 {
	var list []uint32
	for i, t := range m.types {
		if t.flags&wanted == wanted && t.flags&^known == 0 {
			list = append(list, uint32(i))
		}
	}
	return list
}

// forTensors lists the types of device memory in the order in which to try them:
// the largest heap first. A card without a resizable BAR has a window of 256 MiB
// next to its real heap, and an APU its carve-out next to what it shares with the
// host. In a heap the driver's order counts, which has the plainest type first.
func (m memories) forTensors() []uint32 {
	list := m.having(local)
	slices.SortStableFunc(list, func(a, b uint32) int { return cmp.Compare(m.heapBytes(b), m.heapBytes(a)) })
	return list
}

// forStaging lists the types of memory that host and device see in the order in
// which to try them: cached ones first, since the host reads others at a crawl.
func (m memories) forStaging() []uint32 {
	uncached := func(t uint32) int {
		if m.types[t].flags&cached == 0 {
			return 1
		}
		return 0
	}
	list := m.having(visible)
	slices.SortStableFunc(list, func(a, b uint32) int { return cmp.Compare(uncached(a), uncached(b)) })
	return list
}

// fits reports whether one of the types has a heap of so many bytes. Vulkan
// forbids to ask the driver for more.
func (m memories) fits(types []uint32, size uint64) bool {
	for _, t := range types {
		if size <= m.heapBytes(t) {
			return true
		}
	}
	return false
}

// maxHeaps is Vulkan's limit.
const maxHeaps = 16

// taken is how much of each heap a device has taken. Few drivers refuse what
// exceeds a heap: they move memory to the host's, at a crawl.
type taken [maxHeaps]atomic.Uint64

// take adds size to what is taken of a type's heap, and reports whether the heap
// has so much left; if not, nothing changes.
func (t *taken) take(m memories, memoryType uint32, size uint64) bool {
	of := &t[m.types[memoryType].heap]
	if of.Add(size) <= m.heapBytes(memoryType) {
		return true
	}
	of.Add(-size)
	return false
}

// giveBack undoes take.
func (t *taken) giveBack(m memories, memoryType uint32, size uint64) {
	t[m.types[memoryType].heap].Add(-size)
}
