package autograd

import (
	"autogan/vk"
	"autogan/vk/tensor"
)

// backward is the VJP of an element-wise function: it returns the input's
// cotangent from the input or output the derivative is computed from.
type backward func(s *vk.Stream, saved, gradOutput tensor.Tensor) tensor.Tensor

// pointwise records y = f(x) whose derivative is computed from saved.
func pointwise(x *Var, y, saved tensor.Tensor, vjp backward) *Var {
	return x.tape.op(y, []*Var{x}, func(g tensor.Tensor) []tensor.Tensor {
		return []tensor.Tensor{vjp(x.tape.stream, saved, g)}
	})
}

// ReLU is max(x, 0); its derivative at zero is zero.
func ReLU(x *Var) *Var {
	s := x.tape.stream
	y := tensor.ReLU(s, x.Value)
	return x.tape.op(y, []*Var{x}, func(g tensor.Tensor) []tensor.Tensor {
		return []tensor.Tensor{x.wantsAdded(func(soFar tensor.Tensor) tensor.Tensor { return tensor.ReLUBackwardAdd(s, y, g, soFar) })}
	})
}

// LeakyReLU is x above zero and slope·x below.
func LeakyReLU(x *Var, slope float32) *Var {
	y := tensor.LeakyReLU(x.tape.stream, x.Value, slope)
	return pointwise(x, y, x.Value, func(s *vk.Stream, x, g tensor.Tensor) tensor.Tensor {
		return tensor.LeakyReLUBackward(s, x, g, slope)
	})
}

// Tanh is the hyperbolic tangent.
func Tanh(x *Var) *Var {
	y := tensor.Tanh(x.tape.stream, x.Value)
	return pointwise(x, y, y, tensor.TanhBackward)
}

// Sigmoid is 1/(1 + e^(−x)).
func Sigmoid(x *Var) *Var {
	y := tensor.Sigmoid(x.tape.stream, x.Value)
	return pointwise(x, y, y, tensor.SigmoidBackward)
}

// Exp is e^x.
func Exp(x *Var) *Var {
	y := tensor.Exp(x.tape.stream, x.Value)
	return pointwise(x, y, y, tensor.ExpBackward)
}

// Log is the natural logarithm.
func Log(x *Var) *Var {
	return pointwise(x, tensor.Log(x.tape.stream, x.Value), x.Value, tensor.LogBackward)
}

// Sqrt is the square root; its derivative at zero is infinite.
func Sqrt(x *Var) *Var {
	y := tensor.Sqrt(x.tape.stream, x.Value)
	return pointwise(x, y, y, tensor.SqrtBackward)
}

// Square is x².
func Square(x *Var) *Var {
	return pointwise(x, tensor.Square(x.tape.stream, x.Value), x.Value, tensor.SquareBackward)
}

// Abs is |x|; its derivative at zero is zero.
func Abs(x *Var) *Var {
	return pointwise(x, tensor.Abs(x.tape.stream, x.Value), x.Value, tensor.AbsBackward)
}

// Softplus is ln(1 + e^x).
func Softplus(x *Var) *Var {
	return pointwise(x, tensor.Softplus(x.tape.stream, x.Value), x.Value, tensor.SoftplusBackward)
}

// Neg is −x.
func Neg(x *Var) *Var { return Affine(x, -1, 0) }

// Scale is a·x.
func Scale(x *Var, a float32) *Var { return Affine(x, a, 0) }

// AddScalar is x + b.
func AddScalar(x *Var, b float32) *Var { return Affine(x, 1, b) }

// Affine is a·x + b.
func Affine(x *Var, a, b float32) *Var {
	y := tensor.Affine(x.tape.stream, x.Value, a, b)
	return pointwise(x, y, tensor.Tensor{}, func(s *vk.Stream, _, g tensor.Tensor) tensor.Tensor {
		if a == 1 {
			return g
		}
		return tensor.Scale(s, g, a)
	})
}

// Stored returns x. If the tape stores 16 bits, it becomes one of them where its
// last axis is a multiple of four.
func Stored(x *Var) *Var {
	if x.tape.format == tensor.Float32 {
		return x
	}
	y := tensor.Convert(x.tape.stream, x.Value, tensor.Storage(x.tape.format, x.Shape()...))
	return x.tape.op(y, []*Var{x}, func(g tensor.Tensor) []tensor.Tensor {
		return []tensor.Tensor{tensor.Convert(x.tape.stream, g, x.Value.DType)}
	})
}

// Reshape is the same elements in another shape. It panics when the number of
// elements differs.
func Reshape(x *Var, dims ...int) *Var {
	return x.tape.op(x.Value.Reshape(dims...), []*Var{x}, func(g tensor.Tensor) []tensor.Tensor {
		return []tensor.Tensor{g.Reshape(x.Shape()...)}
	})
}
