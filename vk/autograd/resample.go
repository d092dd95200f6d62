package autograd

import (
	"autogan/vk"
	"autogan/vk/tensor"
)

// UpsampleNearest2D repeats every pixel of x [N, H, W, C] in a factor×factor
// block: [N, factor·H, factor·W, C]. It panics if x has another rank or factor
// < 1.
func UpsampleNearest2D(x *Var, factor int) *Var { return UpsampleNearest2DAdd(x, nil, factor) }

// UpsampleNearest2DAdd is UpsampleNearest2D plus a value of its result's shape, or nil.
func UpsampleNearest2DAdd(x, added *Var, factor int) *Var {
	return resampled(x, added, factor, tensor.UpsampleNearest2DAdd, tensor.UpsampleNearest2DBackwardAdd)
}

// UpsampleBilinear2D enlarges x [N, H, W, C] to [N, factor·H, factor·W, C] by
// mixing neighbouring pixels, as PyTorch does with align_corners=False. It
// panics if x has another rank or factor < 1.
func UpsampleBilinear2D(x *Var, factor int) *Var { return UpsampleBilinear2DAdd(x, nil, factor) }

// UpsampleBilinear2DAdd is UpsampleBilinear2D plus a value of its result's shape, or nil.
func UpsampleBilinear2DAdd(x, added *Var, factor int) *Var {
	return resampled(x, added, factor, tensor.UpsampleBilinear2DAdd, tensor.UpsampleBilinear2DBackwardAdd)
}

// UpsampleNearest2DAddTwo is UpsampleNearest2DAdd(x, added, factor) plus second
// enlarged to its result's shape, by a divisor of factor, in one pass.
func UpsampleNearest2DAddTwo(x, second, added *Var, factor int) *Var {
	s := x.tape.stream
	y := tensor.UpsampleNearest2DAddTwo(s, x.Value, second.Value, added.Value, factor)
	return x.tape.op(y, []*Var{x, second, added}, func(g tensor.Tensor) []tensor.Tensor {
		gradient := func(of *Var) tensor.Tensor {
			return of.wantsAdded(func(soFar tensor.Tensor) tensor.Tensor {
				return tensor.UpsampleNearest2DBackwardAdd(s, g, soFar, y.Dim(1)/of.Value.Dim(1))
			})
		}
		return []tensor.Tensor{gradient(x), gradient(second), g}
	})
}

// UpsampleNearest2DReLU is UpsampleNearest2D(ReLU(x), factor) in one pass.
func UpsampleNearest2DReLU(x *Var, factor int) *Var {
	s := x.tape.stream
	return x.tape.op(tensor.UpsampleNearest2DReLU(s, x.Value, factor), []*Var{x}, func(g tensor.Tensor) []tensor.Tensor {
		return []tensor.Tensor{x.wantsAdded(func(soFar tensor.Tensor) tensor.Tensor {
			return tensor.UpsampleNearest2DReLUBackwardAdd(s, x.Value, g, soFar, factor)
		})}
	})
}

// AvgPool2D averages the factor×factor blocks of x [N, H, W, C]: [N, H/factor,
// W/factor, C]. It panics if factor does not divide height and width.
func AvgPool2D(x *Var, factor int) *Var { return AvgPool2DAdd(x, nil, factor) }

// AvgPool2DAdd is AvgPool2D plus a value of its result's shape, or nil.
func AvgPool2DAdd(x, added *Var, factor int) *Var {
	return resampled(x, added, factor, tensor.AvgPool2DAdd, tensor.AvgPool2DBackwardAdd)
}

// resampling changes height and width of x by a factor and adds a tensor or none.
type resampling func(s *vk.Stream, x, added tensor.Tensor, factor int) tensor.Tensor

// resampled records a resampling of x plus a value or nil. adjoint is that of
// the resampling alone.
func resampled(x, added *Var, factor int, forward, adjoint resampling) *Var {
	s := x.tape.stream
	inputs := []*Var{x}
	if added != nil {
		inputs = append(inputs, added)
	}
	return x.tape.op(forward(s, x.Value, added.valueOrNone(), factor), inputs, func(g tensor.Tensor) []tensor.Tensor {
		grads := []tensor.Tensor{x.wantsAdded(func(soFar tensor.Tensor) tensor.Tensor { return adjoint(s, g, soFar, factor) })}
		if added != nil {
			grads = append(grads, g)
		}
		return grads
	})
}
