package autograd

import "autogan/vk/tensor"

// affineVJP holds the two gradients in which affine operations differ.
type affineVJP struct {
	input, weight func(g tensor.Tensor) tensor.Tensor
}

// affine records y = A(x, weight) + bias; bias, along the last axis, may be
// nil. Gradients that no parameter needs are not computed.
func (t *Tape) affine(y tensor.Tensor, x, weight, bias *Var, vjp affineVJP) *Var {
	inputs := []*Var{x, weight}
	if bias != nil {
		inputs = append(inputs, bias)
	}
	return t.op(y, inputs, func(g tensor.Tensor) []tensor.Tensor {
		grads := []tensor.Tensor{
			x.wants(func() tensor.Tensor { return vjp.input(g) }),
			weight.wants(func() tensor.Tensor { return vjp.weight(g) }),
		}
		if bias != nil {
			grads = append(grads, bias.wants(func() tensor.Tensor { return tensor.SumRows(t.stream, g) }))
		}
		return grads
	})
}

// wants is the cotangent that compute returns, or none if v needs none.
func (v *Var) wants(compute func() tensor.Tensor) tensor.Tensor {
	if !v.needsGrad {
		return tensor.Tensor{}
	}
	return compute()
}

// wantsAdded is wants for a compute that can add what it returns to another
// tensor, or to none: the cotangent that v has so far, which that replaces. A
// parameter's are added up at the end.
func (v *Var) wantsAdded(compute func(soFar tensor.Tensor) tensor.Tensor) tensor.Tensor {
	return v.wants(func() tensor.Tensor {
		var soFar tensor.Tensor
		if !v.leaf {
			soFar, v.cotangent = v.cotangent, tensor.Tensor{}
		}
		return compute(soFar)
	})
}

// valueOrNone is the value of v, or none if v is nil.
func (v *Var) valueOrNone() tensor.Tensor {
	if v == nil {
		return tensor.Tensor{}
	}
	return v.Value
}
