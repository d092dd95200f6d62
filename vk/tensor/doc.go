// Package tensor is arithmetic on device memory: a [Tensor] is a shape and a
// view of a buffer, and every operation is a function that checks shapes,
// takes a temporary of the stream for its result and launches kernels. There
// are no gradients here; see autogan/vk/autograd.
//
// Layout is NHWC for activations, HWIO for convolution weights and [in, out]
// for linear ones, row-major and dense.
//
// Results live until Stream.EndStep. What must live longer is made with [New].
// Functions panic on shapes that do not fit, with the operation and both
// shapes in the text; errors of the device are in the stream.
package tensor
