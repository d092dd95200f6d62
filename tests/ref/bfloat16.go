package ref

import "math"

// BFloat16Ulp is the distance from 1 to the next bfloat16.
const BFloat16Ulp = 1.0 / (1 << 7)

// leastBFloat16 is the smallest normal bfloat16, which is also float32's.
const leastBFloat16 = 0x1p-126

// BFloat16 is v rounded to the nearest bfloat16, to even between two; what is
// too large is infinite, and what is below the smallest normal one is zero, as
// which a device may take it.
func BFloat16(v float64) float64 {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return v
	}
	step := math.Exp2(math.Floor(math.Log2(math.Abs(v)))) * BFloat16Ulp
	rounded := step * math.RoundToEven(v/step)
	switch {
	case math.Abs(rounded) >= 0x1p128:
		return math.Inf(int(math.Copysign(1, v)))
	case math.Abs(rounded) < leastBFloat16:
		return math.Copysign(0, v)
	}
	return rounded
}

// BFloat16Bits is the bfloat16 that holds v. It panics if none does.
func BFloat16Bits(v float64) uint16 {
	if !math.IsNaN(v) && BFloat16(v) != v {
		panic("ref: bfloat16 bits: the number is no bfloat16")
	}
	if math.IsNaN(v) {
		return 0x7FC0
	}
	sign := uint16(0)
	if math.Signbit(v) {
		sign = 1 << 15
	}
	switch size := math.Abs(v); {
	case size == 0:
		return sign
	case math.IsInf(size, 0):
		return sign | 0x7F80
	default:
		fraction, exponent := math.Frexp(size) // of [½, 1)
		return sign | uint16(exponent+126)<<7 | uint16((2*fraction-1)/BFloat16Ulp)
	}
}

// FromBFloat16Bits is the number that a bfloat16 holds: that of a float32 whose
// lower half is zero.
func FromBFloat16Bits(bits uint16) float64 {
	return float64(math.Float32frombits(uint32(bits) << 16))
}
