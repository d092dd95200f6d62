package autograd

import (
	"autogan/vk"
	"autogan/vk/tensor"
)

// UpsampleNearest2D repeats every pixel of x [N, H, W, C] in a factor×factor block.
func UpsampleNearest2D(x *Var, factor int) *Var {
	return resampled(x, factor, tensor.UpsampleNearest2D, tensor.UpsampleNearest2DBackward)
}

// UpsampleBilinear2D enlarges x [N, H, W, C] by mixing neighbouring pixels, as
// PyTorch does with align_corners=False.
func UpsampleBilinear2D(x *Var, factor int) *Var {
	return resampled(x, factor, tensor.UpsampleBilinear2D, tensor.UpsampleBilinear2DBackward)
}

// AvgPool2D averages the factor×factor blocks of x [N, H, W, C]; factor must
// divide height and width.
func AvgPool2D(x *Var, factor int) *Var {
	return resampled(x, factor, tensor.AvgPool2D, tensor.AvgPool2DBackward)
}

// resampling changes the size of images by a factor.
type resampling func(s *vk.Stream, x tensor.Tensor, factor int) tensor.Tensor

// resampled records a linear resampling and its adjoint.
func resampled(x *Var, factor int, forward, adjoint resampling) *Var {
	s := x.tape.stream
	return x.tape.op(forward(s, x.Value, factor), []*Var{x}, func(g tensor.Tensor) []tensor.Tensor {
		return []tensor.Tensor{adjoint(s, g, factor)}
	})
}
