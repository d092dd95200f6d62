package layers

import (
	"autogan/vk/autograd"
)

// SpectralNorm divides weights by their largest singular values (Miyato et al.
// 2018). One power iteration in each training forward estimates these.
type SpectralNorm struct {
	registry *Registry
	weights  map[string]spectralWeight
}

// spectralWeight is a weight with the directions of its power iteration.
type spectralWeight struct{ weight, u, v *Param }

// NewSpectralNorm returns a norm without weights; see [SpectralNorm.Add].
func NewSpectralNorm(r *Registry) *SpectralNorm {
	return &SpectralNorm{registry: r, weights: map[string]spectralWeight{}}
}

// Add adds the weight of a layer, read as the matrix [in, out], and makes the
// tensors NAME.u and NAME.v. They start as random normal vectors; the first
// training forward normalises them.
func (n *SpectralNorm) Add(name string, weight *Param, in, out int) {
	n.weights[name] = spectralWeight{
		weight: weight,
		u:      n.registry.Buffer(name+".u", Normal(0, 1), out),
		v:      n.registry.Buffer(name+".v", Normal(0, 1), in),
	}
}

// Apply puts the normalised weights of the named layers on a tape, in Train mode
// after a power iteration. It panics on a name that was not added.
func (n *SpectralNorm) Apply(t *autograd.Tape, mode Mode, names ...string) map[string]*autograd.Var {
	weights := make([]autograd.SpectralWeight, len(names))
	for i, name := range names {
		w := n.weights[name]
		weights[i] = autograd.SpectralWeight{W: t.Param(w.weight), U: w.u.Value, V: w.v.Value}
	}
	iterations := 0
	if mode == Train {
		iterations = 1
	}
	normalised := make(map[string]*autograd.Var, len(names))
	for i, weight := range autograd.SpectralNorm(t, weights, iterations) {
		normalised[names[i]] = weight
	}
	return normalised
}
