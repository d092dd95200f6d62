// Package cases is the one table of operations and of the cases they are
// tested with. The suites take from it what they need:
//
//	tests/kernels     every variant of every launch against the oracle
//	tests/gradcheck   the tape's gradients against the oracle's
//	tests/kernels     with -run Support -v: which variants this device can run
//
// A launch is checked as a function of its operands alone: what a backward pass
// needs of a forward pass is an operand of its own.
//
// Operations of vk/tensor/optable get their cases by their rows; a suite fails
// as long as a row is reached by none. Another operation gets a function that
// returns its Op, named in [All].
package cases
