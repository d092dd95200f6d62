package ref

import (
	"math"
	"testing"
)

// Every float16 is itself, and the nearest to all that is within half a step of it.
func TestHalfOfEveryBitPattern(t *testing.T) {
	testEveryPattern(t, 0, 0x7C00, 65536, Half, HalfBits, FromHalfBits)
}

// testEveryPattern checks the patterns of 16 bits from … infinity−1, which are
// finite numbers from zero up; after is where the next one would be.
func testEveryPattern(t *testing.T, from, infinity uint16, after float64, round func(float64) float64, pattern func(float64) uint16, number func(uint16) float64) {
	t.Helper()
	for bits := from; bits < infinity; bits++ {
		v, next := number(bits), number(bits+1)
		if bits == infinity-1 {
			next = after
		}
		below, above := v+0.499*(next-v), v+0.501*(next-v)
		if pattern(v) != bits || pattern(-v) != bits|0x8000 || round(below) != v {
			t.Fatalf("%#x is %g: bits %#x, %g becomes %g", bits, v, pattern(v), below, round(below))
		}
		if got, want := round(above), number(bits+1); got != want {
			t.Fatalf("%g becomes %g, want %g", above, got, want)
		}
		even := bits + bits&1
		if got, want := round((v+next)/2), number(even); got != want {
			t.Fatalf("between %g and %g: got %g, want %g", v, next, got, want)
		}
	}
}

// The values that the standard names.
func TestHalfKnownValues(t *testing.T) {
	for bits, want := range map[uint16]float64{
		0x3C00: 1, 0xC000: -2, 0x7BFF: 65504, 0x0400: 6.103515625e-05, 0x0001: 5.960464477539063e-08, 0x7C00: math.Inf(1),
	} {
		if got := FromHalfBits(bits); got != want {
			t.Errorf("%#x is %g, want %g", bits, got, want)
		}
	}
	if Half(65519) != 65504 || !math.IsInf(Half(-65520), -1) || !math.IsNaN(Half(math.NaN())) {
		t.Errorf("at the edge: %g, %g, %g", Half(65519), Half(-65520), Half(math.NaN()))
	}
}
