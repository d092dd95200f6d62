package layers

import (
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// NormEps is added to variances: PyTorch's, which the reference code uses.
const NormEps = 1e-5

// NormMomentum is the weight of a batch in the running statistics, PyTorch's.
const NormMomentum = 0.1

// BatchNorm2D normalises each channel over batch, height and width, then scales
// and shifts it. Train mode uses the batch's statistics and updates the running
// ones with [NormMomentum]; Eval mode uses the running ones, EvalBatch mode the
// batch's.
type BatchNorm2D struct {
	weight, bias   *Param
	mean, variance *Param
}

// NewBatchNorm2D makes the layer's tensors: NAME.weight ~ N(1, 0.02) and
// NAME.bias = 0 as in the reference code, NAME.running_mean and NAME.running_var.
func NewBatchNorm2D(r *Registry, name string, channels int) *BatchNorm2D {
	return &BatchNorm2D{
		weight:   r.Param(name+".weight", Normal(1, 0.02), channels),
		bias:     r.Param(name+".bias", Constant(0), channels),
		mean:     r.Buffer(name+".running_mean", Constant(0), channels),
		variance: r.Buffer(name+".running_var", Constant(1), channels),
	}
}

// Forward applies the layer to x [N, H, W, C]; the result has x's shape. It
// panics if x does not fit.
func (l *BatchNorm2D) Forward(x *autograd.Var, mode Mode) *autograd.Var {
	return l.forward(x, mode, false)
}

// ForwardReLU is ReLU(Forward(x, mode)) in one pass.
func (l *BatchNorm2D) ForwardReLU(x *autograd.Var, mode Mode) *autograd.Var {
	return l.forward(x, mode, true)
}

func (l *BatchNorm2D) forward(x *autograd.Var, mode Mode, relu bool) *autograd.Var {
	t := x.Tape()
	running := autograd.BatchStats{Mean: l.mean.Value, Var: l.variance.Value}
	config := autograd.BatchNormConfig{Eps: NormEps, Train: mode != Eval, ReLU: relu}
	if mode == Train {
		config.Momentum = NormMomentum
	}
	return autograd.BatchNorm2D(x, t.Param(l.weight), t.Param(l.bias), running, config)
}

// EvalAffine returns, as temporaries [C], the scale and shift of the layer's
// Eval mode: y = scale·x + shift. A convolution before the layer can absorb
// both.
func (l *BatchNorm2D) EvalAffine(s *vk.Stream) (scale, shift tensor.Tensor) {
	deviation := tensor.Sqrt(s, tensor.Affine(s, l.variance.Value, 1, NormEps))
	scale = tensor.Div(s, l.weight.Value, deviation)
	return scale, tensor.Sub(s, l.bias.Value, tensor.Mul(s, l.mean.Value, scale))
}

// InstanceNorm2D normalises each channel of each image over height and width,
// without parameters or running statistics, as in the reference code.
func InstanceNorm2D(x *autograd.Var) *autograd.Var { return autograd.InstanceNorm2D(x, NormEps) }

// InstanceNorm2DReLU is ReLU(InstanceNorm2D(x)) in one pass.
func InstanceNorm2DReLU(x *autograd.Var) *autograd.Var {
	return autograd.InstanceNorm2DReLU(x, NormEps)
}
