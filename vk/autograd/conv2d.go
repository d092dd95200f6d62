package autograd

import "autogan/vk/tensor"

// Conv2D convolves x [N, H, W, C] with weight [KH, KW, C, O] and adds bias [O],
// which may be nil; see tensor.Conv2DForward. On a mixed tape the result is
// float16 if O is a multiple of four.
func Conv2D(x, weight, bias *Var, cfg tensor.Conv2DConfig) *Var {
	s := x.tape.stream
	if cfg.Result = tensor.Float32; x.tape.mixed {
		cfg.Result = tensor.Half(weight.Shape()...)
	}
	y := tensor.Conv2DForward(s, x.Value, weight.Value, bias.valueOrNone(), cfg)
	cfg.Result = x.Value.DType // of the gradient
	return x.tape.affine(y, x, weight, bias, affineVJP{
		input: func(g tensor.Tensor) tensor.Tensor {
			return tensor.Conv2DBackwardInput(s, g, weight.Value, x.Shape(), cfg)
		},
		weight: func(g tensor.Tensor) tensor.Tensor {
			return tensor.Conv2DBackwardWeight(s, x.Value, g, weight.Shape(), cfg)
		},
	})
}

// ConvTranspose2D makes each pixel of x [N, H, W, C] an S×S patch with weight
// [S, S, O, C] and adds bias [O], which may be nil. It is the adjoint of the
// convolution with that weight and stride S, so its VJP runs that convolution.
func ConvTranspose2D(x, weight, bias *Var) *Var {
	s := x.tape.stream
	cfg := tensor.ConvTranspose2DConfig(weight.Shape())
	cfg.Result = x.Value.DType // of the gradient
	y := tensor.ConvTranspose2DForward(s, x.Value, weight.Value, bias.valueOrNone())
	return x.tape.affine(y, x, weight, bias, affineVJP{
		input: func(g tensor.Tensor) tensor.Tensor {
			return tensor.Conv2DForward(s, g, weight.Value, tensor.Tensor{}, cfg)
		},
		weight: func(g tensor.Tensor) tensor.Tensor {
			return tensor.Conv2DBackwardWeight(s, g, x.Value, weight.Shape(), cfg)
		},
	})
}
