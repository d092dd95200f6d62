package tensor

import (
	"fmt"

	"autogan/vk"
	"autogan/vk/tensor/convplan"
)

// Conv2DConfig describes a convolution, apart from its operands.
type Conv2DConfig struct {
	Stride  int // 0 means 1
	Padding int // zeros on each side of both axes, or Same
	convplan.Fusion
	Kernel convplan.Kernel // the zero value, Auto, leaves the choice to the plan
	Result DType           // of y and of the gradient of x: Float32, or one of 16 bits where their channels are a multiple of four
}

// Same is the padding of a kernel of odd sides that keeps the size of the image
// at stride 1: zeros for half of the kernel, which may differ between the axes.
const Same = -1

// Conv2DForward convolves x [N, H, W, C] with weight [KH, KW, C, O] and adds
// bias [O], unless it is the zero Tensor:
//
//	y[n,oh,ow,o] = bias[o] + Σ x[n, oh·S+kh−P, ow·S+kw−Q, c] · weight[kh,kw,c,o]
//
// y is [N, OH, OW, O] with OH = (H+2P−KH)/S + 1, OW = (W+2Q−KW)/S + 1. H and W
// are those after cfg.Upsample, OH and OW those before cfg.AvgPool. x may be
// of 16 bits; if x or y is, the kernel reads a copy of the weight in their type.
// It panics if the shapes do not fit, or x and y have both types of 16 bits.
func Conv2DForward(s *vk.Stream, x, weight, bias Tensor, cfg Conv2DConfig) Tensor {
	return Conv2DForwardAdd(s, x, weight, bias, Tensor{}, cfg)
}

// Conv2DForwardAdd is Conv2DForward plus a tensor of y's shape, which the kernel
// adds if it can; the zero Tensor adds nothing.
func Conv2DForwardAdd(s *vk.Stream, x, weight, bias, added Tensor, cfg Conv2DConfig) Tensor {
	wantFloats("conv2d", "x", x, 4)
	k := convolutionOf("conv2d", convplan.Forward, x.Shape, weight, cfg)
	k.wantBias("conv2d", bias, k.O)
	steps := cfg.Steps(k.Pass)
	if !added.None() {
		wantShape("conv2d", "added", added, storedAs(added), k.yShape(cfg)...)
		steps |= convplan.Add
	}
	k = k.of(x, added)
	plan := k.plan(s, k.chosen(s, cfg.Kernel), steps)
	k.expect(s)
	return k.forward(s, x, weight, bias, around{enlarge: 1, pool: averaged, added: added}, plan)
}

// Conv2DBackwardInput returns the gradient of x from that of y =
// Conv2DForward(x, weight). It reads only the shape of x, unless cfg.ReLU is
// set: then the gradient is zero where x is not above zero. The gradient of y
// may be of 16 bits. It panics if the shapes do not fit.
func Conv2DBackwardInput(s *vk.Stream, gradY, weight, x Tensor, cfg Conv2DConfig) Tensor {
	return Conv2DBackwardInputAdd(s, gradY, weight, x, Tensor{}, cfg)
}

// Conv2DBackwardInputAdd is Conv2DBackwardInput plus a tensor of x's shape, which
// the kernel adds if it can; the zero Tensor adds nothing.
func Conv2DBackwardInputAdd(s *vk.Stream, gradY, weight, x, added Tensor, cfg Conv2DConfig) Tensor {
	k := convolutionOf("conv2d backward input", convplan.BackwardInput, x.Shape, weight, cfg)
	wantShape("conv2d backward input", "gradY", gradY, storedAs(gradY), k.yShape(cfg)...)
	a := around{enlarge: averaged, pool: 1}
	if cfg.ReLU {
		a.mask = x
	}
	steps := cfg.Steps(k.Pass)
	if !added.None() {
		wantShape("conv2d backward input", "added", added, storedAs(added), x.Shape...)
		a.added = added
		steps |= convplan.Add
	}
	k = k.of(gradY, a.mask, added)
	plan := k.plan(s, k.chosen(s, cfg.Kernel), steps)
	k.expect(s)
	return k.backwardInput(s, gradY, weight, Tensor{}, a, plan)
}

// Conv2DBackwardWeight returns the gradient of the weight, of shape
// weightShape, from x and the gradient of y = Conv2DForward(x, weight). With
// wantBias it also returns that of the bias, else the zero Tensor. The sum over
// pixels is split by shape and device, so the same shape always gives the same bits there.
// x and the gradient of y may be of 16 bits. It panics if the shapes do not fit.
func Conv2DBackwardWeight(s *vk.Stream, x, gradY Tensor, weightShape Shape, wantBias bool, cfg Conv2DConfig) (gradWeight, gradBias Tensor) {
	wantFloats("conv2d backward weight", "x", x, 4)
	k := convolutionOf("conv2d backward weight", convplan.BackwardWeight, x.Shape, Tensor{Shape: weightShape}, cfg)
	wantShape("conv2d backward weight", "gradY", gradY, storedAs(gradY), k.yShape(cfg)...)
	k = k.of(x, gradY)
	plan := k.plan(s, k.chosen(s, cfg.Kernel), cfg.Steps(k.Pass))
	k.expect(s)
	gradWeight, gradBias = k.backwardWeight(s, x, gradY, wantBias, plan)
	return gradWeight.Reshape(weightShape...), gradBias
}

// ConvTranspose2DForward is the adjoint of a convolution whose stride S is its
// kernel's size, plus bias: x [N, H, W, C] and weight [S, S, O, C] give [N,
// S·H, S·W, O], in which each pixel of x becomes an S×S patch. bias is [O] or
// the zero Tensor. The result is of x's type if that has 16 bits and O is a multiple of
// four, else float32. It panics if the shapes do not fit.
func ConvTranspose2DForward(s *vk.Stream, x, weight, bias Tensor) Tensor {
	const op = "conv transpose 2d"
	wantFloats(op, "x", x, 4)
	wantShape(op, "weight", weight, Float32, -1, -1, -1, x.Shape[3])
	cfg := ConvTranspose2DConfig(weight.Shape)
	cfg.Result = Storage(x.DType, weight.Shape[:3]...)
	y := Shape{x.Shape[0], cfg.Stride * x.Shape[1], cfg.Stride * x.Shape[2], weight.Shape[2]}
	k := convolutionOf(op, convplan.BackwardInput, y, weight, cfg).of(x)
	k.wantBias(op, bias, k.C)
	k.expect(s)
	return k.backwardInput(s, x, weight, bias, around{}, k.plan(s, k.chosen(s, cfg.Kernel), 0))
}

// ConvTranspose2DConfig is the configuration of the convolution whose adjoint
// is ConvTranspose2DForward with a weight of this shape. It panics unless the
// kernel is square.
func ConvTranspose2DConfig(weightShape Shape) Conv2DConfig {
	if len(weightShape) != 4 || weightShape[0] != weightShape[1] {
		panic(fmt.Sprintf("tensor: conv transpose 2d: weight is %v, want [S S O C]", weightShape))
	}
	return Conv2DConfig{Stride: weightShape[0]}
}

// convolution is a pass of a convolution, checked.
type convolution struct {
	convplan.Shape
	float32 bool  // an operand is, see convplan.Problem
	spread  int   // see conv2d_forward_vec4.comp; 1 except in transposed convolutions
	result  DType // of y or of x's gradient
}

// yShape is the shape of y, pooled or not.
func (k convolution) yShape(cfg Conv2DConfig) Shape {
	if cfg.AvgPool {
		return Shape{k.N, k.OH() / 2, k.OW() / 2, k.O}
	}
	return Shape{k.N, k.OH(), k.OW(), k.O}
}

// convolutionOf checks the sizes and puts them together. It panics if they do
// not fit.
func convolutionOf(op string, pass convplan.Pass, x Shape, weight Tensor, cfg Conv2DConfig) convolution {
	if len(x) != 4 {
		panic(fmt.Sprintf("tensor: %s: x is %v, want [N H W C]", op, x))
	}
	wantShape(op, "weight", weight, Float32, -1, -1, x[3], -1)
	if cfg.Stride < 0 || cfg.Padding < Same {
		panic(fmt.Sprintf("tensor: %s: got stride %d and padding %d, want none below 0", op, cfg.Stride, cfg.Padding))
	}
	k := convolution{spread: 1, result: cfg.Result, Shape: convplan.Shape{
		Pass: pass, N: x[0], H: x[1], W: x[2], C: x[3], KH: weight.Shape[0], KW: weight.Shape[1], O: weight.Shape[3],
		Stride: max(cfg.Stride, 1), PaddingH: cfg.Padding, PaddingW: cfg.Padding,
	}}
	if cfg.Upsample {
		k.H, k.W = 2*k.H, 2*k.W
	}
	if cfg.Padding == Same {
		if k.KH%2 == 0 || k.KW%2 == 0 {
			panic(fmt.Sprintf("tensor: %s: weight %v has no padding that keeps the size, want odd sides", op, weight.Shape))
		}
		k.PaddingH, k.PaddingW = k.KH/2, k.KW/2
	}
	if k.H+2*k.PaddingH < k.KH || k.W+2*k.PaddingW < k.KW {
		panic(fmt.Sprintf("tensor: %s: weight %v does not fit into x %v padded by %d", op, weight.Shape, x, cfg.Padding))
	}
	if cfg.AvgPool && (k.OH()%2 != 0 || k.OW()%2 != 0) {
		panic(fmt.Sprintf("tensor: %s: 2×2 blocks do not fill y of %d×%d pixels", op, k.OH(), k.OW()))
	}
	return k
}

func (k convolution) wantBias(op string, bias Tensor, channels int) {
	if !bias.None() {
		wantShape(op, "bias", bias, Float32, channels)
	}
}
