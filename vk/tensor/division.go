package tensor

import (
	"math/bits"

	"autogan/vk"
)

// divideBy passes how to divide by each of the numbers: the factor and the shift
// that shaders/include/division.glsl takes, for each.
func divideBy(l *vk.Launch, numbers ...int) *vk.Launch {
	for _, n := range numbers {
		factor, shift := divisor(n)
		l.Uint(factor).Uint(shift)
	}
	return l
}

// divisor prepares a division by n for shaders/include/division.glsl: i/n is
// (i + ⌊i·factor/2³²⌋) >> shift for every i below 2³¹ (Granlund and Montgomery,
// "Division by invariant integers using multiplication", 1994).
func divisor(n int) (factor, shift uint32) {
	shift = uint32(bits.Len(uint(n - 1)))
	return uint32((1<<shift-uint64(n))<<32/uint64(n) + 1), shift
}
