package autograd

import "autogan/vk/tensor"

// Sum adds all elements, giving [1].
func Sum(x *Var) *Var {
	y := tensor.Sum(x.tape.stream, x.Value)
	return reduction(x, y, y.Shape, 1)
}

// Mean averages all elements, giving [1].
func Mean(x *Var) *Var {
	y := tensor.Mean(x.tape.stream, x.Value)
	return reduction(x, y, y.Shape, 1/float32(x.Value.NumElements()))
}

// SumRows adds x: [..., C] over all axes but the last, giving [C].
func SumRows(x *Var) *Var {
	y := tensor.SumRows(x.tape.stream, x.Value)
	return reduction(x, y, y.Shape, 1)
}

// SumHW adds x: [N, H, W, C] over H and W, giving [N, C]. It panics if x is
// not of rank four.
func SumHW(x *Var) *Var {
	y := tensor.SumHW(x.tape.stream, x.Value)
	return reduction(x, y, tensor.Shape{y.Dim(0), 1, 1, y.Dim(1)}, 1)
}

// reduction records y = scale · Σ x. kept is y's shape with the axes that were
// summed as ones, so that a cotangent can be broadcast along them.
func reduction(x *Var, y tensor.Tensor, kept tensor.Shape, scale float32) *Var {
	return x.tape.op(y, []*Var{x}, func(g tensor.Tensor) []tensor.Tensor {
		return []tensor.Tensor{tensor.ExpandLike(x.tape.stream, g.Reshape(kept...), scale, x.Value)}
	})
}
