package autograd

import (
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

// Conv2D convolves x [N, H, W, C] with weight [KH, KW, C, O] and adds bias [O],
// which may be nil; see tensor.Conv2DForward and convplan.Fusion.
// If the tape stores 16 bits, so does the result if O is a multiple of four.
func Conv2D(x, weight, bias *Var, cfg tensor.Conv2DConfig) *Var {
	return Conv2DAdd(x, weight, bias, nil, cfg)
}

// Conv2DAdd is Conv2D plus a value of its result's shape, or nil: a shortcut.
func Conv2DAdd(x, weight, bias, added *Var, cfg tensor.Conv2DConfig) *Var {
	t := x.tape
	cfg.Result = tensor.Storage(t.format, weight.Shape()...)
	can := tensor.Conv2DPlan(t.stream, x.Value, weight.Shape(), cfg).Can
	if (cfg.Upsample || cfg.AvgPool) && !can.Has(convplan.Enlarge|convplan.Pool) {
		return conv2DResized(x, weight, bias, added, cfg)
	}
	if cfg.ReLU && !can.Has(convplan.ReLU) { // once here, not in every pass
		x, cfg.ReLU = ReLU(x), false
	}
	y := tensor.Conv2DForwardAdd(t.stream, x.Value, weight.Value, bias.valueOrNone(), added.valueOrNone(), cfg)
	cfg.Result = x.Value.DType // of the gradient
	inputs := []*Var{x, weight}
	for _, v := range []*Var{bias, added} {
		if v != nil {
			inputs = append(inputs, v)
		}
	}
	return t.op(y, inputs, func(g tensor.Tensor) []tensor.Tensor {
		grads := []tensor.Tensor{
			x.wantsAdded(func(soFar tensor.Tensor) tensor.Tensor {
				return tensor.Conv2DBackwardInputAdd(t.stream, g, weight.Value, x.Value, soFar, cfg)
			}),
			{},
		}
		wantBias := bias != nil && bias.needsGrad
		var gradBias tensor.Tensor
		switch {
		case weight.needsGrad:
			grads[1], gradBias = tensor.Conv2DBackwardWeight(t.stream, x.Value, g, weight.Shape(), wantBias, cfg)
		case wantBias:
			gradBias = tensor.SumRows(t.stream, g)
		}
		if bias != nil {
			grads = append(grads, gradBias)
		}
		if added != nil {
			grads = append(grads, g)
		}
		return grads
	})
}

// conv2DResized is Conv2DAdd where the kernel does not resize.
func conv2DResized(x, weight, bias, added *Var, cfg tensor.Conv2DConfig) *Var {
	switch {
	case cfg.Upsample && cfg.ReLU:
		x, cfg.Upsample, cfg.ReLU = UpsampleNearest2DReLU(x, 2), false, false
	case cfg.Upsample:
		x, cfg.Upsample = UpsampleNearest2D(x, 2), false
	}
	if !cfg.AvgPool {
		return Conv2DAdd(x, weight, bias, added, cfg)
	}
	cfg.AvgPool = false
	return AvgPool2DAdd(Conv2DAdd(x, weight, bias, nil, cfg), added, 2)
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
			gradWeight, _ := tensor.Conv2DBackwardWeight(s, g, x.Value, weight.Shape(), false, cfg)
			return gradWeight
		},
	})
}
