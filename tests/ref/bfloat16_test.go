package ref

import (
	"math"
	"testing"
)

// Every normal bfloat16 is itself, and the nearest to all that is within half a
// step of it.
func TestBFloat16OfEveryBitPattern(t *testing.T) {
	testEveryPattern(t, 0x0080, 0x7F80, 0x1p128, BFloat16, BFloat16Bits, FromBFloat16Bits)
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
