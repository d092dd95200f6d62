// Package autograd is reverse-mode differentiation over tensor operations.
//
// A [Tape] records every operation whose result depends on one of its
// parameters. [Tape.Backward] walks the records from last to first and returns
// the gradients as a value, [Grads]: nothing accumulates in the parameters, so
// a discriminator step can't leak into a generator step.
//
// Terms: the cotangent of a Var is the derivative of the loss with respect to
// it and has its shape; the VJP (vector-Jacobian product) of an operation maps
// the cotangent of its result to those of its inputs.
//
//	tape := autograd.NewTape(s, weight, bias)
//	y := autograd.Linear(tape.Const(x), tape.Param(weight), tape.Param(bias))
//	grads := tape.Backward(autograd.Mean(autograd.Square(y)))
//	g, ok := grads.Of(weight)
//
// A tape without parameters records nothing: that is inference. Values and
// gradients live until the stream's EndStep, and so does the tape.
package autograd
