package vk

import (
	"math/rand/v2"
	"testing"
)

// FuzzSuballocator plays a script of allocations and releases and checks that
// live ranges never overlap, and that a block whose ranges are all given back
// is whole again.
func FuzzSuballocator(f *testing.F) {
	f.Add(uint64(1), 40)
	f.Add(uint64(7), 400)
	f.Fuzz(func(t *testing.T, seed uint64, operations int) {
		const size = 64 << 10
		r := rand.New(rand.NewPCG(seed, 0))
		s := newSuballocator(size)
		live := map[uint64]uint64{}
		for range min(max(operations, 0), 1000) {
			if r.IntN(3) > 0 {
				bytes := uint64(r.IntN(size / 4))
				offset, ok := s.alloc(bytes)
				if !ok {
					continue
				}
				end := offset + alignUp(max(bytes, 1))
				for from, to := range live {
					if offset < to && from < end {
						t.Fatalf("[%d, %d) overlaps the live [%d, %d)", offset, end, from, to)
					}
				}
				if offset%alignment != 0 || end > size {
					t.Fatalf("[%d, %d) is not aligned inside %d bytes", offset, end, size)
				}
				live[offset] = end
				continue
			}
			for offset := range live {
				if !s.release(offset) {
					t.Fatalf("the live range at %d could not be released", offset)
				}
				delete(live, offset)
				break
			}
		}
		for offset := range live {
			s.release(offset)
		}
		if len(s.free) != 1 || s.free[0] != (span{0, size}) {
			t.Fatalf("after releasing all, free is %v, want one range of %d", s.free, size)
		}
	})
}

func TestSuballocatorRefuses(t *testing.T) {
	s := newSuballocator(1024)
	if _, ok := s.alloc(1025); ok {
		t.Error("1025 bytes fitted into 1024")
	}
	offset, ok := s.alloc(1024)
	if !ok {
		t.Fatal("1024 bytes did not fit into 1024")
	}
	if !s.release(offset) || s.release(offset) {
		t.Error("releasing twice: want true, then false")
	}
}
