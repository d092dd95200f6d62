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
// gradients live until the stream's EndStep, and so does the tape. Operations
// panic as those of package tensor do, and if their operands are on different
// tapes.
//
// # Backward
//
// Only records that lead to a parameter are visited, and a VJP computes only
// gradients that are needed. The gradients of a parameter that is used several
// times are added at the end, all parameters in one launch. A parameter that
// the loss does not depend on has no gradient: the optimiser leaves it as it
// is. So a step of a supernet changes only the weights of the architecture that
// it trained.
//
// The cotangent of any other value that is used several times is a sum on the
// way. A VJP whose kernel can add takes what the value has so far and returns the
// sum, so that nothing is read and written for the addition alone: those of
// convolutions, changes of size and ReLUs, which meet the cotangents of shortcuts.
//
// # Fused convolutions
//
// [Conv2DAdd] may include a ReLU of its operand, a change of size and the sum
// with a shortcut. The convolution's plan (package convplan) decides which of
// these run inside the convolution's kernels. The others run as operations of
// their own, with VJPs of their own. So a ReLU that is not fused keeps the
// rectified operand for the weight's gradient. What stands on one side of the
// convolution is then one operation: a ReLU and the enlargement, or the pool and
// the shortcut.
//
// A ReLU after a normalisation belongs to it: [BatchNormConfig]. Its backward
// pass computes again where the result was above zero, from the operand that it
// reads anyway.
//
// # Mixed precision
//
// A tape may store ([Tape.Storing]) activations, their cotangents and the
// convolutions' copies of weights as float16 or bfloat16. Parameters, their
// gradients, statistics and losses are float32. Small cotangents would be zero as
// float16, so the loss is multiplied by a scale first: [Tape.BackwardFrom] begins
// with it, and layers/optim divides by it. bfloat16 has float32's range and needs
// no scale.
package autograd
