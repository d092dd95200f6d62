package autograd

import "autogan/vk/tensor"

// MatMul is op(a)·op(b) [M, N], where op transposes a if transA and b if
// transB: a is [M, K] or, transposed, [K, M]; b is [K, N] or [N, K]. It panics
// if the shapes do not fit.
func MatMul(a, b *Var, transA, transB bool) *Var {
	s := a.tape.stream
	y := tensor.MatMul(s, a.Value, b.Value, transA, transB)
	return a.tape.op(y, []*Var{a, b}, func(g tensor.Tensor) []tensor.Tensor {
		return []tensor.Tensor{
			a.wants(func() tensor.Tensor {
				if transA { // aᵀ's gradient is g·op(b)ᵀ, so a's is op(b)·gᵀ
					return tensor.MatMul(s, b.Value, g, transB, true)
				}
				return tensor.MatMul(s, g, b.Value, false, !transB)
			}),
			b.wants(func() tensor.Tensor {
				if transB { // bᵀ's gradient is op(a)ᵀ·g, so b's is gᵀ·op(a)
					return tensor.MatMul(s, g, a.Value, true, transA)
				}
				return tensor.MatMul(s, a.Value, g, !transA, false)
			}),
		}
	})
}

// Linear is x·weight + bias [N, Out]: x [N, In], weight [In, Out], bias [Out]
// or nil. It panics if the shapes do not fit.
func Linear(x, weight, bias *Var) *Var {
	s := x.tape.stream
	y := tensor.Linear(s, x.Value, weight.Value, bias.valueOrNone())
	return x.tape.affine(y, x, weight, bias, affineVJP{
		input:  func(g tensor.Tensor) tensor.Tensor { return tensor.MatMul(s, g, weight.Value, false, true) },
		weight: func(g tensor.Tensor) tensor.Tensor { return tensor.MatMul(s, x.Value, g, true, false) },
	})
}
