// Package ref is the oracle of the kernels: every operation and its VJP on the
// CPU in float64, written for reading, not for speed.
//
// Each value comes with how far a float32 computation of it may be off; see
// [Array]. For sums that is the sum of the magnitudes of the terms, whatever
// the order of the addition; for functions it is what the Vulkan specification
// allows a device ("Precision and Operation of SPIR-V Instructions"), in units
// in the last place (ULP):
//
//	x + y, x − y, x · y          1 (correctly rounded, to nearest or to zero)
//	x / y                        2.5
//	exp(x)                       3 + 2|x|
//	log(x)                       3; for x in [½, 2] an absolute 2⁻²¹
//	inversesqrt(x), sqrt(x)      2; 4.5, as 1 / inversesqrt(x)
//	sin(x), cos(x)               an absolute 2⁻¹¹, for x in [−π, π]
//	tanh(x)                      that of its definition by exponentials
//
// A [Tape] composes operations, differentiates them, and finds by trial how
// much of these errors reaches the end.
package ref
