package ref

import "math"

// HalfUlp is the distance from 1 to the next float16.
const HalfUlp = 1.0 / (1 << 10)

// LeastHalf is the smallest normal float16. A device may take what is below it
// as zero.
const LeastHalf = 1.0 / (1 << 14)

// Half is v rounded to the nearest float16, to even between two; what is too
// large is infinite.
func Half(v float64) float64 {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return v
	}
	step := math.Exp2(math.Floor(math.Log2(max(math.Abs(v), LeastHalf)))) * HalfUlp
	rounded := step * math.RoundToEven(v/step)
	if math.Abs(rounded) >= 1<<16 {
		return math.Inf(int(math.Copysign(1, v)))
	}
	return rounded
}

// HalfBits is the float16 that holds v. It panics if none does.
func HalfBits(v float64) uint16 {
	sign := uint16(0)
	if math.Signbit(v) {
		sign = 1 << 15
	}
	size := math.Abs(v)
	switch {
	case math.IsNaN(v):
		return sign | 0x7E00
	case math.IsInf(v, 0):
		return sign | 0x7C00
	case Half(v) != v:
		panic("ref: half bits: the number is no float16")
	case size < LeastHalf:
		return sign | uint16(size/(LeastHalf*HalfUlp))
	}
	fraction, exponent := math.Frexp(size) // of [½, 1)
	return sign | uint16(exponent+14)<<10 | uint16((2*fraction-1)/HalfUlp)
}

// FromHalfBits is the number that a float16 holds.
func FromHalfBits(bits uint16) float64 {
	exponent, fraction := int(bits>>10&31), float64(bits&0x3FF)*HalfUlp
	var size float64
	switch {
	case exponent == 31 && fraction > 0:
		return math.NaN()
	case exponent == 31:
		size = math.Inf(1)
	case exponent == 0:
		size = fraction * LeastHalf
	default:
		size = math.Ldexp(1+fraction, exponent-15)
	}
	if bits>>15 == 1 {
		return -size
	}
	return size
}
