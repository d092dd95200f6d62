// Package ref is the oracle of the kernels: every operation and its VJP on the
// CPU in float64, written for reading, not for speed. Beside each value it
// returns the sum of the magnitudes of the terms the value was added from,
// which is what bounds the error of a float32 sum in any order.
package ref
