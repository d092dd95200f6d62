// Package gradcheck checks the tape's gradients of each operation twice: element
// by element against the float64 VJP of tests/ref, and end to end against the
// difference of two forward runs along a random direction.
package gradcheck
