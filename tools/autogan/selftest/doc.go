// Package selftest runs every kernel on the machine it is on and compares the
// results with expected ones. It is the short form of the suite in
// tests/kernels, small enough to be part of a program.
//
// The expected values are embedded, each result with the error that float32 may
// have. They come from the oracle of the suite, which computes in float64 on
// the CPU; make doctor-golden writes them. Operations that
// vk/autograd/functions lists are checked by their rows in vk/tensor/optable.
// Every other kernel needs a check here, or tests/doctor fails.
package selftest
