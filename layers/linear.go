package layers

import (
	"autogan/vk/autograd"
)

// LinearConfig describes a Linear layer.
type LinearConfig struct {
	In, Out int
	NoBias  bool
	Init    Init // of the weight; nil is PyTorch's default, UniformFanIn
}

// Linear is y = x·W + b with x [N, In], W [In, Out], b [Out].
type Linear struct {
	weight, bias *Param
}

// NewLinear makes the layer's tensors NAME.weight and, without NoBias, NAME.bias.
func NewLinear(r *Registry, name string, c LinearConfig) *Linear {
	l := &Linear{weight: r.Param(name+".weight", orDefault(c.Init), c.In, c.Out)}
	if !c.NoBias {
		l.bias = r.Param(name+".bias", UniformBound(fanInBound(c.In)), c.Out)
	}
	return l
}

// Weight is the layer's weight.
func (l *Linear) Weight() *Param { return l.weight }

// Forward applies the layer to x [N, In]; the result is [N, Out]. It panics if
// x does not fit.
func (l *Linear) Forward(x *autograd.Var) *autograd.Var {
	return l.ForwardWith(x.Tape().Param(l.weight), x)
}

// ForwardWith is Forward with weight in place of the layer's own, such as one
// that [SpectralNorm] has normalised.
func (l *Linear) ForwardWith(weight, x *autograd.Var) *autograd.Var {
	if l.bias == nil {
		return autograd.Linear(x, weight, nil)
	}
	return autograd.Linear(x, weight, x.Tape().Param(l.bias))
}

func orDefault(init Init) Init {
	if init == nil {
		return UniformFanIn
	}
	return init
}
