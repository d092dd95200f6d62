// Package cases is the one table of operations and of the cases they are
// tested with. The suites take from it what they need:
//
//	tests/kernels     every variant of every launch against the oracle
//	tests/gradcheck   the tape's gradients against the oracle's
//	tests/kernels     with -run Support -v: which variants this device can run
//
// A launch is checked as a function of its operands alone: what a backward pass
// needs from a forward pass is an operand of its own.
//
// Operations of vk/tensor/optable get their cases from their rows; a suite
// fails if it reaches no case of a row. Any other operation gets a function
// that returns its Op, named in [All].
package cases
