package vk

import "slices"

// alignment of every buffer: at least what any device asks of storage buffers.
const alignment = 256

func alignUp(n uint64) uint64 { return (n + alignment - 1) &^ (alignment - 1) }

// span is a range of bytes [from, to) of a block.
type span struct{ from, to uint64 }

// suballocator hands out aligned ranges of one block, first fit. Free ranges
// are kept sorted and merged, so a block whose buffers are all freed is whole again.
type suballocator struct {
	size uint64
	free []span
	live map[uint64]uint64 // offset → size
}

func newSuballocator(size uint64) *suballocator {
	return &suballocator{size: size, free: []span{{0, size}}, live: map[uint64]uint64{}}
}

// alloc returns the offset of a free range of size bytes (rounded up to the
// alignment), or false when no range is large enough.
func (s *suballocator) alloc(size uint64) (uint64, bool) {
	size = alignUp(max(size, 1))
	for i, f := range s.free {
		if f.to-f.from < size {
			continue
		}
		s.live[f.from] = size
		if f.from+size == f.to {
			s.free = slices.Delete(s.free, i, i+1)
		} else {
			s.free[i].from += size
		}
		return f.from, true
	}
	return 0, false
}

// release gives back the range at an offset; false when none is live there.
func (s *suballocator) release(offset uint64) bool {
	size, ok := s.live[offset]
	if !ok {
		return false
	}
	delete(s.live, offset)
	i, _ := slices.BinarySearchFunc(s.free, offset, func(f span, at uint64) int {
		if f.from < at {
			return -1
		}
		return 1
	})
	s.free = slices.Insert(s.free, i, span{offset, offset + size})
	s.merge(i)
	if i > 0 {
		s.merge(i - 1)
	}
	return true
}

// merge joins free range i with the next when they touch.
func (s *suballocator) merge(i int) {
	if i+1 < len(s.free) && s.free[i].to == s.free[i+1].from {
		s.free[i].to = s.free[i+1].to
		s.free = slices.Delete(s.free, i+1, i+2)
	}
}
