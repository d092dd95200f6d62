// Package selftest runs every kernel on the machine it is on and compares with
// what should come out: the short form of the suite in tests/kernels, which a
// program can carry with it.
//
// The expected values, with the error that float32 may have in each, are
// embedded. They come from the suite's oracle, which computes in float64 on the
// CPU; make doctor-golden writes them. Operations that vk/autograd/functions
// lists are checked by their rows in vk/tensor/optable. Any other kernel needs
// a check here: tests/doctor fails if one has none.
package selftest
