package tensor

import (
	"fmt"

	"autogan/vk"
)

// Conv2DConfig says how a kernel moves over the image.
type Conv2DConfig struct {
	Stride  int // 0 means 1
	Padding int // zeros on each side of both axes, or Same
	// What is done beside it, on the way where the kernel can.
	ReLU     bool // convolve max(x, 0)
	Upsample bool // convolve x enlarged to twice its size, as by UpsampleNearest2D
	AvgPool  bool // average the 2×2 blocks of y, as AvgPool2D does
	Kernel   ConvKernel
	Result   DType // of y and of the gradient of x: Float32, or Float16 where their channels are a multiple of four
}

// Same is the padding of a kernel of odd sides that keeps the size of the image
// at stride 1: zeros for half of the kernel, which may differ between the axes.
const Same = -1

// Conv2DForward convolves x [N, H, W, C] with weight [KH, KW, C, O] and adds
// bias [O], unless it is the zero Tensor:
//
//	y[n,oh,ow,o] = bias[o] + Σ x[n, oh·S+kh−P, ow·S+kw−Q, c] · weight[kh,kw,c,o]
//
// y is [N, OH, OW, O] with OH = (H+2P−KH)/S + 1, OW = (W+2Q−KW)/S + 1; with
// cfg.Upsample x is half as high and wide as here, with cfg.AvgPool y is. x may
// be float16; where it or y is, the kernel reads a float16 copy of the weight.
// It panics if the shapes do not fit.
func Conv2DForward(s *vk.Stream, x, weight, bias Tensor, cfg Conv2DConfig) Tensor {
	return Conv2DForwardAdd(s, x, weight, bias, Tensor{}, cfg)
}

// Conv2DForwardAdd is Conv2DForward plus a tensor of y's shape, added on the way
// where the kernel can; the zero Tensor adds nothing.
func Conv2DForwardAdd(s *vk.Stream, x, weight, bias, added Tensor, cfg Conv2DConfig) Tensor {
	wantFloats("conv2d", "x", x, 4)
	k := convolutionOf("conv2d", x.Shape, weight, cfg)
	k.wantBias("conv2d", bias, k.o)
	if !added.None() {
		wantShape("conv2d", "added", added, storedAs(added), k.yShape(cfg)...)
	}
	return k.forward(s, x, weight, bias, cfg.forward(added), k.choose(s, ConvForward, cfg.Kernel))
}

// Conv2DBackwardInput returns the gradient of x from that of
// y = Conv2DForward(x, weight). Of x only the shape counts, but with cfg.ReLU
// the gradient is zero where x is not above zero. The gradient of y may be
// float16. It panics if the shapes do not fit.
func Conv2DBackwardInput(s *vk.Stream, gradY, weight, x Tensor, cfg Conv2DConfig) Tensor {
	k := convolutionOf("conv2d backward input", x.Shape, weight, cfg)
	wantShape("conv2d backward input", "gradY", gradY, storedAs(gradY), k.yShape(cfg)...)
	return k.backwardInput(s, gradY, weight, Tensor{}, cfg.backward(x), k.choose(s, ConvBackwardInput, cfg.Kernel))
}

// Conv2DBackwardWeight returns the gradients of the weight, of shape
// weightShape, and of the bias if that is wanted, else none, from x and the
// gradient of y = Conv2DForward(x, weight). The sum over pixels is split by
// shape alone, so the same shape always gives the same bits. x and the gradient
// of y may be float16. It panics if the shapes do not fit.
func Conv2DBackwardWeight(s *vk.Stream, x, gradY Tensor, weightShape Shape, wantBias bool, cfg Conv2DConfig) (gradWeight, gradBias Tensor) {
	wantFloats("conv2d backward weight", "x", x, 4)
	k := convolutionOf("conv2d backward weight", x.Shape, Tensor{Shape: weightShape}, cfg)
	wantShape("conv2d backward weight", "gradY", gradY, storedAs(gradY), k.yShape(cfg)...)
	kernel := k.choose(s, ConvBackwardWeight, cfg.Kernel)
	gradWeight, gradBias = k.backwardWeight(s, x, gradY, cfg.ofX(), cfg.ofGradY(), wantBias, kernel)
	return gradWeight.Reshape(weightShape...), gradBias
}

// ConvTranspose2DForward is the adjoint of a convolution whose stride S is its
// kernel's size, plus bias: x [N, H, W, C] and weight [S, S, O, C] give
// [N, S·H, S·W, O], in which each pixel of x becomes an S×S patch. bias is [O]
// or the zero Tensor. The result is stored as x is, if it can be. It panics if
// the shapes do not fit.
func ConvTranspose2DForward(s *vk.Stream, x, weight, bias Tensor) Tensor {
	const op = "conv transpose 2d"
	wantFloats(op, "x", x, 4)
	wantShape(op, "weight", weight, Float32, -1, -1, -1, x.Shape[3])
	cfg := ConvTranspose2DConfig(weight.Shape)
	if x.DType == Float16 {
		cfg.Result = Half(weight.Shape[:3]...)
	}
	k := convolutionOf(op, Shape{x.Shape[0], cfg.Stride * x.Shape[1], cfg.Stride * x.Shape[2], weight.Shape[2]}, weight, cfg)
	k.wantBias(op, bias, k.c)
	return k.backwardInput(s, x, weight, bias, fusion{}, k.choose(s, ConvBackwardInput, cfg.Kernel))
}

// ConvTranspose2DConfig is the configuration of the convolution that
// ConvTranspose2DForward with such a weight is the adjoint of. It panics unless
// the kernel is square.
func ConvTranspose2DConfig(weightShape Shape) Conv2DConfig {
	if len(weightShape) != 4 || weightShape[0] != weightShape[1] {
		panic(fmt.Sprintf("tensor: conv transpose 2d: weight is %v, want [S S O C]", weightShape))
	}
	return Conv2DConfig{Stride: weightShape[0]}
}

// convolution holds the sizes of x [n,h,w,c], weight [kh,kw,c,o] and y [n,oh,ow,o].
type convolution struct {
	n, h, w, c         int
	oh, ow, o          int
	kh, kw             int
	stride             int
	paddingH, paddingW int
	spread             int // see conv2d_forward_vec4.comp; 1 but in transposed convolutions
	result             DType
}

// yShape is the shape of y, pooled or not.
func (k convolution) yShape(cfg Conv2DConfig) Shape {
	if cfg.AvgPool {
		return Shape{k.n, k.oh / 2, k.ow / 2, k.o}
	}
	return Shape{k.n, k.oh, k.ow, k.o}
}

// convolutionOf puts the sizes together. It panics if they do not fit.
func convolutionOf(op string, x Shape, weight Tensor, cfg Conv2DConfig) convolution {
	if len(x) != 4 {
		panic(fmt.Sprintf("tensor: %s: x is %v, want [N H W C]", op, x))
	}
	wantShape(op, "weight", weight, Float32, -1, -1, x[3], -1)
	if cfg.Stride < 0 || cfg.Padding < Same {
		panic(fmt.Sprintf("tensor: %s: got stride %d and padding %d, want none below 0", op, cfg.Stride, cfg.Padding))
	}
	k := convolution{
		n: x[0], h: x[1], w: x[2], c: x[3],
		kh: weight.Shape[0], kw: weight.Shape[1], o: weight.Shape[3],
		stride: max(cfg.Stride, 1), paddingH: cfg.Padding, paddingW: cfg.Padding, spread: 1, result: cfg.Result,
	}
	if cfg.Upsample {
		k.h, k.w = 2*k.h, 2*k.w
	}
	if cfg.Padding == Same {
		if k.kh%2 == 0 || k.kw%2 == 0 {
			panic(fmt.Sprintf("tensor: %s: weight %v has no padding that keeps the size, want odd sides", op, weight.Shape))
		}
		k.paddingH, k.paddingW = k.kh/2, k.kw/2
	}
	if k.h+2*k.paddingH < k.kh || k.w+2*k.paddingW < k.kw {
		panic(fmt.Sprintf("tensor: %s: weight %v does not fit into x %v padded by %d", op, weight.Shape, x, cfg.Padding))
	}
	k.oh = (k.h+2*k.paddingH-k.kh)/k.stride + 1
	k.ow = (k.w+2*k.paddingW-k.kw)/k.stride + 1
	if cfg.AvgPool && (k.oh%2 != 0 || k.ow%2 != 0) {
		panic(fmt.Sprintf("tensor: %s: 2×2 blocks do not fill y of %d×%d pixels", op, k.oh, k.ow))
	}
	return k
}

func (k convolution) wantBias(op string, bias Tensor, channels int) {
	if !bias.None() {
		wantShape(op, "bias", bias, Float32, channels)
	}
}
