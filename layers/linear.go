package layers

import (
	"autogan/vk/autograd"
)

// LinearConfig describes a Linear layer.
type LinearConfig struct {
	In, Out  int
	NoBias   bool
	Init     Init // of the weight; nil is PyTorch's default, UniformFanIn
	Spectral bool // divide the weight by its largest singular value
}

// Linear is y = x·W + b with x [N, In], W [In, Out], b [Out].
type Linear struct {
	weight, bias *Param
	spectral     *spectralNorm
}

// NewLinear makes the layer's tensors NAME.weight and NAME.bias.
func NewLinear(r *Registry, name string, c LinearConfig) *Linear {
	l := &Linear{weight: r.Param(name+".weight", orDefault(c.Init), c.In, c.Out)}
	if !c.NoBias {
		l.bias = r.Param(name+".bias", UniformBound(fanInBound(c.In)), c.Out)
	}
	if c.Spectral {
		l.spectral = newSpectralNorm(r, name, c.In, c.Out)
	}
	return l
}

// Forward applies the layer to x [N, In].
func (l *Linear) Forward(x *autograd.Var, mode Mode) *autograd.Var {
	t := x.Tape()
	weight := l.spectral.apply(t.Param(l.weight), mode)
	if l.bias == nil {
		return autograd.Linear(x, weight, nil)
	}
	return autograd.Linear(x, weight, t.Param(l.bias))
}

func orDefault(init Init) Init {
	if init == nil {
		return UniformFanIn
	}
	return init
}
