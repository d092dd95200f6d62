package layers

import (
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// Conv2DConfig describes a Conv2D layer.
type Conv2DConfig struct {
	In, Out  int
	Kernel   int // height and width
	Stride   int // 0 means 1
	Padding  int
	Init     Init // of the weight; nil is PyTorch's default, UniformFanIn
	Spectral bool // divide the weight by its largest singular value
}

// Conv2D is a convolution with bias: x [N, H, W, In], weight [K, K, In, Out], bias [Out].
type Conv2D struct {
	weight, bias *Param
	config       tensor.Conv2DConfig
	spectral     *spectralNorm
}

// NewConv2D makes the layer's tensors NAME.weight and NAME.bias.
func NewConv2D(r *Registry, name string, c Conv2DConfig) *Conv2D {
	fanIn := c.Kernel * c.Kernel * c.In
	l := &Conv2D{
		weight: r.Param(name+".weight", orDefault(c.Init), c.Kernel, c.Kernel, c.In, c.Out),
		bias:   r.Param(name+".bias", UniformBound(fanInBound(fanIn)), c.Out),
		config: tensor.Conv2DConfig{Stride: max(c.Stride, 1), Padding: c.Padding},
	}
	if c.Spectral {
		l.spectral = newSpectralNorm(r, name, fanIn, c.Out)
	}
	return l
}

// Forward applies the layer to x [N, H, W, In].
func (l *Conv2D) Forward(x *autograd.Var, mode Mode) *autograd.Var {
	t := x.Tape()
	return autograd.Conv2D(x, l.spectral.apply(t.Param(l.weight), mode), t.Param(l.bias), l.config)
}

// ConvTranspose2D is the transposed convolution of kernel 2 and stride 2 with
// bias: it doubles height and width. Its weight is [2, 2, Out, In], that of
// the convolution it is the adjoint of.
type ConvTranspose2D struct {
	weight, bias *Param
}

// NewConvTranspose2D makes the layer's tensors NAME.weight and NAME.bias, with
// PyTorch's default initialisation.
func NewConvTranspose2D(r *Registry, name string, in, out int) *ConvTranspose2D {
	return &ConvTranspose2D{
		weight: r.Param(name+".weight", UniformFanIn, 2, 2, out, in),
		bias:   r.Param(name+".bias", UniformBound(fanInBound(4*out)), out),
	}
}

// Forward applies the layer to x [N, H, W, In]; the result is [N, 2H, 2W, Out].
func (l *ConvTranspose2D) Forward(x *autograd.Var) *autograd.Var {
	t := x.Tape()
	return autograd.ConvTranspose2D(x, t.Param(l.weight), t.Param(l.bias))
}
