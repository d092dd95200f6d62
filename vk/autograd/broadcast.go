package autograd

import "autogan/vk/tensor"

// Add is a + b, broadcast as in numpy: axes are aligned at the right and
// extents of one are repeated. It panics if the shapes do not agree.
func Add(a, b *Var) *Var {
	y := tensor.Add(a.tape.stream, a.Value, b.Value)
	return arithmetic(y, a, b,
		func(g tensor.Tensor) tensor.Tensor { return g },
		func(g tensor.Tensor) tensor.Tensor { return g })
}

// Sub is a − b, broadcast as in Add.
func Sub(a, b *Var) *Var {
	s := a.tape.stream
	return arithmetic(tensor.Sub(s, a.Value, b.Value), a, b,
		func(g tensor.Tensor) tensor.Tensor { return g },
		func(g tensor.Tensor) tensor.Tensor { return tensor.Neg(s, tensor.SumTo(s, g, b.Shape()...)) })
}

// Mul is the element-wise product, broadcast as in Add.
func Mul(a, b *Var) *Var {
	s := a.tape.stream
	return arithmetic(tensor.Mul(s, a.Value, b.Value), a, b,
		func(g tensor.Tensor) tensor.Tensor { return tensor.Mul(s, g, b.Value) },
		func(g tensor.Tensor) tensor.Tensor { return tensor.Mul(s, g, a.Value) })
}

// Div is a / b, broadcast as in Add.
func Div(a, b *Var) *Var {
	s := a.tape.stream
	y := tensor.Div(s, a.Value, b.Value)
	return arithmetic(y, a, b,
		func(g tensor.Tensor) tensor.Tensor { return tensor.Div(s, g, b.Value) },
		func(g tensor.Tensor) tensor.Tensor { // ∂(a/b)/∂b = −(a/b)/b
			return tensor.Div(s, tensor.Mul(s, tensor.Neg(s, g), y), b.Value)
		})
}

// arithmetic records y = a ∘ b. The functions give the cotangents of a and b
// before broadcasting is undone, and run only where a gradient is needed.
func arithmetic(y tensor.Tensor, a, b *Var, gradA, gradB func(g tensor.Tensor) tensor.Tensor) *Var {
	return a.tape.op(y, []*Var{a, b}, func(g tensor.Tensor) []tensor.Tensor {
		grads := make([]tensor.Tensor, 2)
		if a.needsGrad {
			grads[0] = tensor.SumTo(a.tape.stream, gradA(g), a.Shape()...)
		}
		if b.needsGrad {
			grads[1] = tensor.SumTo(b.tape.stream, gradB(g), b.Shape()...)
		}
		return grads
	})
}
