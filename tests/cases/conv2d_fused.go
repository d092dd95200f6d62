package cases

import (
	"math"

	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// fusedConvolutionOps are convolutions of max(x, 0) plus a shortcut, and their
// gradients.
func fusedConvolutionOps() []Op {
	forward := Op{Name: "conv2d_relu_add", Variants: fusedVariants}
	backwardInput := Op{Name: "conv2d_relu_backward_input", Variants: fusedVariants}
	backwardWeight := Op{Name: "conv2d_relu_backward_weight", Variants: fusedVariants}
	for i, k := range convolutions {
		forward.Cases = append(forward.Cases, k.forwardFused())
		backwardInput.Cases = append(backwardInput.Cases, k.backwardInputFused(i%2 == 0))
		backwardWeight.Cases = append(backwardWeight.Cases, k.backwardWeightFused())
	}
	forward.Cases = append(forward.Cases, chunked.forwardFused())
	backwardInput.Cases = append(backwardInput.Cases, chunked.backwardInputFused(true))
	backwardWeight.Cases = append(backwardWeight.Cases, chunked.biasFused())
	return []Op{forward, backwardInput, backwardWeight}
}

// chunked is a convolution that Winograd's kernels compute in chunks of images,
// of more tiles than one thread adds up for the bias's gradient.
var chunked = convolution{9, 48, 48, 64, 3, 3, 64, 1, 1}

func (k convolution) reluConfig(v Variant) tensor.Conv2DConfig {
	cfg := k.config(v, 1)
	cfg.ReLU = true
	return cfg
}

// kinked is x away from the kink, so that differences of results approximate
// derivatives.
func (k convolution) kinked() Operand { return k.x().drawn(awayFromZero) }

func (k convolution) forwardFused() Case {
	c := Case{Operands: []Operand{k.kinked(), k.weight(), of(k.o), k.y()}, Products: k.products()}
	c.Launch = func(s *vk.Stream, v Variant, x []tensor.Tensor) []tensor.Tensor {
		return []tensor.Tensor{tensor.Conv2DForwardAdd(s, x[0], x[1], x[2], x[3], k.reluConfig(v))}
	}
	c.Want = want(func(x []ref.Array) ref.Array {
		y := ref.Conv2D(rectified(x[0]), x[1], x[2], k.stride, k.padding)
		for i, v := range x[3].Data {
			y.AddTerm(i, v)
		}
		return y
	})
	c.Sample = func(x []ref.Array, places []int) ref.Array {
		y := ref.Conv2DAt(rectified(x[0]), x[1], k.stride, k.padding, places)
		for i, at := range places {
			y.AddTerm(i, x[2].Data[at%k.o])
			y.AddTerm(i, x[3].Data[at])
		}
		return y
	}
	if k == chunked {
		return named(c, k.String()) // its gradient takes the oracle long
	}
	c.Gradient = &Gradient{
		Device: func(x []*autograd.Var) *autograd.Var {
			return autograd.Conv2DAdd(x[0], x[1], x[2], x[3], k.reluConfig(Variant{}))
		},
		Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var {
			return t.Add(t.Conv2D(t.ReLU(x[0]), x[1], x[2], k.stride, k.padding), x[3])
		},
		Linear: [][]int{{1, 2, 3}},
	}
	return named(c, k.String())
}

// backwardInputFused adds a tensor to the gradient or none.
func (k convolution) backwardInputFused(adds bool) Case {
	c := Case{Operands: []Operand{k.y(), k.weight(), k.kinked()}, Products: k.products()}
	if adds {
		c.Operands = append(c.Operands, k.x())
	}
	c.Launch = func(s *vk.Stream, v Variant, x []tensor.Tensor) []tensor.Tensor {
		x = append(x, tensor.Tensor{})
		return []tensor.Tensor{tensor.Conv2DBackwardInputAdd(s, x[0], x[1], x[2], x[3], k.reluConfig(v))}
	}
	c.Want = want(func(x []ref.Array) ref.Array {
		gradX, _ := ref.Conv2DVJP(x[2], x[1], x[0], k.stride, k.padding)
		maskGradient(gradX, x[2])
		if adds {
			for i, v := range x[3].Data {
				gradX.AddTerm(i, v)
			}
		}
		return gradX
	})
	c.Sample = func(x []ref.Array, places []int) ref.Array {
		gradX := ref.Conv2DBackwardInputAt(k.x().Shape, x[1], x[0], k.stride, k.padding, places)
		for i, at := range places {
			if x[2].Data[at] <= 0 {
				gradX.Data[i], gradX.Mag[i] = 0, 0
			}
			if adds {
				gradX.AddTerm(i, x[3].Data[at])
			}
		}
		return gradX
	}
	return named(c, k.String())
}

func (k convolution) backwardWeightFused() Case {
	c := Case{Operands: []Operand{k.kinked(), k.y()}, Products: k.products()}
	c.Launch = func(s *vk.Stream, v Variant, x []tensor.Tensor) []tensor.Tensor {
		gradWeight, gradBias := tensor.Conv2DBackwardWeight(s, x[0], x[1], k.weight().Shape, true, k.reluConfig(v))
		return []tensor.Tensor{gradWeight, gradBias}
	}
	c.Want = func(x []ref.Array) []ref.Array {
		_, gradWeight := ref.Conv2DVJP(rectified(x[0]), ref.New(k.weight().Shape...), x[1], k.stride, k.padding)
		return []ref.Array{gradWeight, ref.SumRows(x[1], 1, len(x[1].Data)/k.o, k.o)}
	}
	return named(c, k.String())
}

// biasFused is backwardWeightFused without its first result, which takes the oracle long.
func (k convolution) biasFused() Case {
	c := k.backwardWeightFused()
	launch := c.Launch
	c.Launch = func(s *vk.Stream, v Variant, x []tensor.Tensor) []tensor.Tensor { return launch(s, v, x)[1:] }
	c.Want = want(func(x []ref.Array) ref.Array { return ref.SumRows(x[1], 1, len(x[1].Data)/k.o, k.o) })
	return named(c, k.String(), "bias")
}

// maskGradient makes a gradient zero where x is not above zero.
func maskGradient(gradX, x ref.Array) {
	for i, v := range x.Data {
		if v <= 0 {
			gradX.Data[i], gradX.Mag[i] = 0, 0
		}
	}
}

// rectified is max(x, 0).
func rectified(x ref.Array) ref.Array {
	y := ref.New(x.Shape...)
	for i, v := range x.Data {
		y.Data[i] = math.Max(v, 0)
	}
	return y
}
