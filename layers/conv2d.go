package layers

import (
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// Conv2DConfig describes a Conv2D layer.
type Conv2DConfig struct {
	In, Out int
	Kernel  int // height and width
	Stride  int // 0 means 1
	Padding int
	Init    Init // of the weight; nil is PyTorch's default, UniformFanIn
}

// Conv2D is a convolution with bias: x [N, H, W, In], weight [K, K, In, Out], bias [Out].
type Conv2D struct {
	weight, bias *Param
	config       tensor.Conv2DConfig
}

// NewConv2D makes the layer's tensors NAME.weight and NAME.bias.
func NewConv2D(r *Registry, name string, c Conv2DConfig) *Conv2D {
	fanIn := c.Kernel * c.Kernel * c.In
	return &Conv2D{
		weight: r.Param(name+".weight", orDefault(c.Init), c.Kernel, c.Kernel, c.In, c.Out),
		bias:   r.Param(name+".bias", UniformBound(fanInBound(fanIn)), c.Out),
		config: tensor.Conv2DConfig{Stride: max(c.Stride, 1), Padding: c.Padding},
	}
}

// Weight is the layer's weight.
func (l *Conv2D) Weight() *Param { return l.weight }

// Bias is the layer's bias.
func (l *Conv2D) Bias() *Param { return l.bias }

// Forward applies the layer to x [N, H, W, In]; the result is [N, OH, OW, Out],
// see tensor.Conv2DForward. It panics if x does not fit.
func (l *Conv2D) Forward(x *autograd.Var) *autograd.Var {
	return l.ForwardWith(x.Tape().Param(l.weight), x)
}

// ForwardWith is Forward with weight in place of the layer's own, such as one
// that [SpectralNorm] has normalised.
func (l *Conv2D) ForwardWith(weight, x *autograd.Var) *autograd.Var {
	return l.ForwardFused(weight, x, Fusion{})
}

// Fusion lists operations around a convolution. The convolution's kernels do
// those that they can; the others run as kernels of their own.
type Fusion struct {
	ReLU     bool          // convolves max(x, 0)
	Upsample bool          // enlarges x to twice its size by repeating pixels
	AvgPool  bool          // averages 2×2 blocks of the result
	Add      *autograd.Var // is added to the result and has its shape; nil adds nothing
}

// ForwardFused is Forward with the operations of a Fusion. weight replaces the
// layer's own unless it is nil.
func (l *Conv2D) ForwardFused(weight, x *autograd.Var, f Fusion) *autograd.Var {
	t := x.Tape()
	if weight == nil {
		weight = t.Param(l.weight)
	}
	config := l.config
	config.ReLU, config.Upsample, config.AvgPool = f.ReLU, f.Upsample, f.AvgPool
	return autograd.Conv2DAdd(x, weight, t.Param(l.bias), f.Add, config)
}

// ConvTranspose2D is the transposed convolution of kernel 2 and stride 2 with
// bias: it doubles height and width. Its weight is [2, 2, Out, In], the layout
// of the convolution whose adjoint it is.
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
// It panics if x does not fit.
func (l *ConvTranspose2D) Forward(x *autograd.Var) *autograd.Var {
	t := x.Tape()
	return autograd.ConvTranspose2D(x, t.Param(l.weight), t.Param(l.bias))
}
