package autograd

import "autogan/vk/tensor"

// SpectralWeight is a weight W: [..., out], read as the matrix [in, out], with
// its singular vectors U: [out] and V: [in].
type SpectralWeight struct {
	W    *Var
	U, V tensor.Tensor
}

// SpectralNorm returns w / σ for each weight w, where σ estimates the largest
// singular value of w (Miyato et al. 2018). The given number of power
// iterations updates u and v in place; σ = uᵀ·wᵀ·v is differentiated with u and
// v constant. It panics if shapes do not fit.
//
// The gradient uses the u and v of this call: a later one, which updates the
// buffers again, does not disturb it.
func SpectralNorm(t *Tape, weights []SpectralWeight, iterations int) []*Var {
	inputs, plain := make([]*Var, len(weights)), make([]tensor.SpectralWeight, len(weights))
	for i, w := range weights {
		inputs[i] = w.W
		plain[i] = tensor.SpectralWeight{W: w.W.Value, U: w.U, V: w.V}
	}
	normalised, estimates := tensor.SpectralNorm(t.stream, plain, iterations)
	return t.opN(normalised, inputs, func(cotangents []tensor.Tensor) []tensor.Tensor {
		var places []int
		var grads []tensor.SpectralGrad
		for i, g := range cotangents {
			if !g.None() && inputs[i].needsGrad {
				places = append(places, i)
				grads = append(grads, tensor.SpectralGrad{W: plain[i].W, GradOutput: g, Estimate: estimates[i]})
			}
		}
		all := make([]tensor.Tensor, len(inputs))
		for k, grad := range tensor.SpectralNormBackward(t.stream, grads) {
			all[places[k]] = grad
		}
		return all
	})
}
