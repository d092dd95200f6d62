package ref

import (
	"math"
	"testing"
)

// Every normal bfloat16 is itself, and the nearest to all that is within half a
// step of it.
func TestBFloat16OfEveryBitPattern(t *testing.T) {
	for bits := uint16(0x0080); bits < 0x7F80; bits++ {
		v := FromBFloat16Bits(bits)
		next := FromBFloat16Bits(bits + 1)
		if bits == 0x7F7F {
			next = 0x1p128 // where the next one would be
		}
		below, above := v+0.499*(next-v), v+0.501*(next-v)
		if BFloat16Bits(v) != bits || BFloat16Bits(-v) != bits|0x8000 || BFloat16(below) != v {
			t.Fatalf("%#x is %g: bits %#x, %g becomes %g", bits, v, BFloat16Bits(v), below, BFloat16(below))
		}
		if got, want := BFloat16(above), FromBFloat16Bits(bits+1); got != want {
			t.Fatalf("%g becomes %g, want %g", above, got, want)
		}
		even := bits + bits&1
		if got, want := BFloat16((v+next)/2), FromBFloat16Bits(even); got != want {
			t.Fatalf("between %g and %g: got %g, want %g", v, next, got, want)
		}
	}
}

// The values at the edges, and some that are known by heart.
func TestBFloat16KnownValues(t *testing.T) {
	for bits, want := range map[uint16]float64{
		0x3F80: 1, 0xC000: -2, 0x4049: 3.140625, 0x7F7F: 0x1.FEp127, 0x0080: 0x1p-126, 0x0000: 0, 0xFF80: math.Inf(-1),
	} {
		if got := FromBFloat16Bits(bits); got != want || BFloat16Bits(want) != bits {
			t.Errorf("%#x is %g, and %g is %#x, want %g", bits, got, want, BFloat16Bits(want), want)
		}
	}
	if BFloat16(math.Pi) != 3.140625 || !math.IsInf(BFloat16(-math.MaxFloat32), -1) || BFloat16(0x1p-127) != 0 || !math.IsNaN(BFloat16(math.NaN())) {
		t.Errorf("pi %g, largest float32 %g, too small %g", BFloat16(math.Pi), BFloat16(math.MaxFloat32), BFloat16(0x1p-127))
	}
}
