// Package kernels compares every kernel with the float64 oracle of tests/ref:
// odd sizes, unaligned views, single elements. It holds tests only.
package kernels
