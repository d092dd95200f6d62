package autograd

import "autogan/vk/tensor"

// SpectralNorm is w / σ, σ an estimate of the largest singular value of w:
// [..., out] read as the matrix [in, out] (Miyato et al. 2018). The given number of
// power iterations updates u: [out] and v: [in] in place; σ = uᵀ·wᵀ·v is
// differentiated with u and v constant. It panics if shapes do not fit.
//
// The gradient uses the u and v of this call: a later one, which updates the
// buffers again, does not disturb it.
func SpectralNorm(w *Var, u, v tensor.Tensor, iterations int) *Var {
	s := w.tape.stream
	estimate := tensor.SpectralNormPowerIteration(s, w.Value, u, v, iterations)
	y := tensor.Div(s, w.Value, estimate.Sigma)
	return w.tape.op(y, []*Var{w}, func(g tensor.Tensor) []tensor.Tensor {
		return []tensor.Tensor{tensor.SpectralNormBackward(s, w.Value, g, estimate)}
	})
}
