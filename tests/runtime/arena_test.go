package runtime

import (
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk/tensor"
)

// TestScratchIsOrdered uses the same memory for three values one after the
// other: each must be read before the next is written over it.
func TestScratchIsOrdered(t *testing.T) {
	_, s := testgpu.Stream(t)
	const n = 1 << 16
	sum := tensor.Temp(s, n)
	tensor.Fill(s, sum, 0)
	var places []uint64
	for i := range 3 {
		s.Scratch(func() {
			x := tensor.Full(s, float32(1+i), n)
			places = append(places, x.Buffer.Address())
			tensor.CopyTo(s, sum, tensor.Add(s, sum, x))
		})
	}
	if places[1] != places[0] || places[2] != places[0] {
		t.Errorf("temporaries of parts lie at %x, want one place", places)
	}
	got, err := sum.Floats(s)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range got {
		if v != 6 {
			t.Fatalf("element %d is %g, want 1 + 2 + 3", i, v)
		}
	}
}

// TestTempsAreApart takes temporaries of odd sizes, past the end of a block of
// the arena, and checks that none overlap and each is aligned.
func TestTempsAreApart(t *testing.T) {
	_, s := testgpu.Stream(t)
	const alignment = 256
	type span struct{ from, to uint64 }
	var taken []span
	for _, size := range []uint64{4, 256, 260, 1, 1 << 10, 20 << 20, 11 << 20, 12 << 20, 40 << 20, 4} {
		b := s.Temp(size)
		if b.Address()%alignment != 0 {
			t.Errorf("%d bytes lie at %#x, want a multiple of %d", size, b.Address(), alignment)
		}
		for _, other := range taken {
			if b.Address() < other.to && other.from < b.Address()+size {
				t.Errorf("%d bytes at %#x overlap those from %#x to %#x", size, b.Address(), other.from, other.to)
			}
		}
		taken = append(taken, span{b.Address(), b.Address() + size})
		s.Fill(b, uint32(len(taken))) // past the end of the driver's memory this is an error of validation
	}
}
