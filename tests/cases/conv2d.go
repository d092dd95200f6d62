package cases

import (
	"fmt"
	"slices"

	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

// convolution is a convolution of x [n, h, w, c] with a weight [kh, kw, c, o].
type convolution struct {
	n, h, w, c, kh, kw, o, stride, padding int
}

// convolutions has the kernels, strides and paddings of the networks and
// others, and numbers of pixels and channels around the kernels' tiles: 4
// pixels, 16 pixels by 32 channels, 16 by 32 channels of a weight.
var convolutions = []convolution{
	{1, 1, 1, 1, 1, 1, 1, 1, 0},
	{1, 1, 7, 8, 1, 1, 9, 1, 0}, {1, 1, 8, 9, 1, 1, 7, 1, 0}, {1, 3, 3, 7, 1, 1, 8, 1, 0},
	{1, 7, 9, 64, 1, 1, 65, 1, 0}, {2, 8, 4, 65, 1, 1, 63, 1, 0}, {1, 5, 13, 63, 1, 1, 64, 1, 0},
	{1, 257, 1, 3, 1, 1, 4, 1, 0}, {1, 2, 3, 257, 1, 1, 4, 1, 0}, {1, 2, 3, 4, 1, 1, 257, 1, 0},
	{2, 5, 4, 3, 3, 3, 8, 1, 1},   // an image
	{2, 4, 5, 8, 3, 3, 3, 1, 1},   // to an image
	{1, 4, 4, 16, 3, 3, 36, 1, 1}, // channels beyond a subgroup's 32
	{3, 4, 3, 12, 3, 3, 64, 1, 1}, // half a tile of input channels in the weight's gradient
	{1, 7, 9, 4, 5, 5, 16, 1, 2},
	{1, 7, 9, 4, 5, 5, 16, 1, 0},
	{2, 6, 5, 5, 3, 2, 7, 1, 1}, // no square
	{2, 6, 8, 8, 2, 2, 16, 2, 0},
	{2, 7, 5, 4, 3, 3, 4, 2, 1},
	{1, 5, 6, 4, 2, 2, 20, 2, 0},   // the last row belongs to no patch
	{1, 1, 1, 8, 3, 3, 16, 1, 1},   // all but one tap outside
	{1, 2, 2, 4, 1, 1, 4, 1, 1},    // more padding than kernel
	{5, 13, 11, 8, 3, 3, 8, 1, 1},  // several slices in the weight's gradient
	{3, 9, 13, 36, 3, 3, 68, 1, 1}, // beyond 32 tiles and channels of Winograd's kernels
	{2, 6, 5, 20, 3, 3, 12, 1, 0},
	{1, 3, 5, 6, 3, 3, 5, 1, 2},
	{2, 5, 9, 8, 1, 7, 20, 1, ref.Same},
	{2, 9, 5, 8, 7, 1, 20, 1, ref.Same},
	{1, 3, 4, 5, 1, 3, 7, 1, ref.Same},
	{1, 2, 3, 4, 3, 1, 36, 1, ref.Same},
	{1, 7, 8, 12, 5, 3, 9, 2, ref.Same},
}

// networkConvolutions are of the generator and discriminator of the search for
// 32×32 images, of the generator for 48×48 images, and of the scorer; the
// batches are small, as the oracle is slow.
var networkConvolutions = []convolution{
	{16, 8, 8, 128, 3, 3, 128, 1, 1},
	{4, 16, 16, 128, 3, 3, 128, 1, 1},
	{4, 16, 16, 64, 3, 3, 64, 1, 1},
	{1, 32, 32, 128, 3, 3, 128, 1, 1},
	{16, 16, 16, 128, 1, 1, 128, 1, 0},
	{16, 32, 32, 3, 3, 3, 64, 1, 1},
	{1, 32, 32, 128, 3, 3, 3, 1, 1},
	{1, 24, 24, 256, 3, 3, 128, 1, 1},
	{1, 48, 48, 128, 3, 3, 3, 1, 1},
	{9, 48, 48, 64, 3, 3, 64, 1, 1}, // chunks of images for Winograd's kernels
	{16, 16, 16, 16, 3, 3, 32, 2, 1},
}

var transposed = []convolution{ // x [n, h, w, o], result [n, s·h, s·w, c]
	{1, 1, 1, 1, 2, 2, 1, 2, 0}, {2, 3, 5, 4, 2, 2, 8, 2, 0}, {1, 4, 4, 36, 2, 2, 16, 2, 0},
	{3, 2, 3, 3, 2, 2, 5, 2, 0}, {1, 3, 2, 20, 3, 3, 4, 3, 0}, {1, 7, 9, 9, 2, 2, 7, 2, 0},
	{1, 5, 13, 4, 2, 2, 3, 2, 0}, {1, 1, 257, 3, 2, 2, 4, 2, 0},
}

var networkTransposed = []convolution{{16, 8, 8, 128, 2, 2, 128, 2, 0}, {4, 24, 24, 64, 2, 2, 64, 2, 0}}

// matrixVariants run on matrix units.
var matrixVariants = []Variant{
	{Name: "half_matrix", Kernel: convplan.Matrix, Plain: true, Half: tensor.Float16},
	{Name: "bfloat16_matrix", Kernel: convplan.Matrix, Plain: true, Half: tensor.BFloat16},
}

var convolutionVariants = append([]Variant{
	{Name: "scalar", Kernel: convplan.Scalar, Plain: true},
	{Name: "vec4", Kernel: convplan.Vec4},
	{Name: "subgroup8", Kernel: convplan.Subgroup8},
	{Name: "tiled", Kernel: convplan.Tiled64x64, Plain: true},
	{Name: "winograd_vec4", Kernel: convplan.WinogradVec4},
	{Name: "winograd_subgroup8", Kernel: convplan.WinogradSubgroup8},
	{Name: "winograd_tiled", Kernel: convplan.WinogradTiled, Plain: true},
	{Name: "im2col", Kernel: convplan.Im2col},
	{Name: "im2col_shifted", Kernel: convplan.Im2col, Shifted: true},
	{Name: "auto"},
	{Name: "auto_shifted", Shifted: true},
	{Name: "half_scalar", Kernel: convplan.Scalar, Plain: true, Half: tensor.Float16},
	{Name: "half_vec4", Kernel: convplan.Vec4, Half: tensor.Float16},
	{Name: "half_subgroup8", Kernel: convplan.Subgroup8, Half: tensor.Float16},
	{Name: "half_winograd_vec4", Kernel: convplan.WinogradVec4, Half: tensor.Float16},
	{Name: "half_winograd_subgroup8", Kernel: convplan.WinogradSubgroup8, Half: tensor.Float16},
	{Name: "half_im2col", Kernel: convplan.Im2col, Half: tensor.Float16},
	{Name: "half_auto_shifted", Shifted: true, Half: tensor.Float16},
	{Name: "bfloat16_vec4", Kernel: convplan.Vec4, Half: tensor.BFloat16},
	{Name: "bfloat16_subgroup8", Kernel: convplan.Subgroup8, Half: tensor.BFloat16},
	{Name: "bfloat16_winograd_subgroup8", Kernel: convplan.WinogradSubgroup8, Half: tensor.BFloat16},
	{Name: "bfloat16_im2col", Kernel: convplan.Im2col, Half: tensor.BFloat16},
}, matrixVariants...)

// fusedVariants are those that may fuse steps: few do in 16 bits, so the cases of
// the parts cover the others.
var fusedVariants = slices.DeleteFunc(slices.Clone(convolutionVariants), func(v Variant) bool {
	return v.Half.Half() && v.Kernel != convplan.Matrix && !v.Kernel.Winograd()
})

func convolutionOps() []Op {
	forward := Op{Name: "conv2d", Variants: convolutionVariants}
	backwardInput := Op{Name: "conv2d_backward_input", Variants: convolutionVariants}
	backwardWeight := Op{Name: "conv2d_backward_weight", Variants: convolutionVariants}
	for i, k := range append(convolutions, networkConvolutions...) {
		network := i >= len(convolutions)
		forward.Cases = append(forward.Cases, k.forward(true, network))
		if i < 2 {
			forward.Cases = append(forward.Cases, k.forward(false, false))
		}
		backwardInput.Cases = append(backwardInput.Cases, k.backwardInput(network))
		backwardWeight.Cases = append(backwardWeight.Cases, k.backwardWeight(network))
	}
	transpose := Op{Name: "conv_transpose2d", Variants: slices.Concat(mixedLayouts, matrixVariants)}
	for i, k := range append(transposed, networkTransposed...) {
		transpose.Cases = append(transpose.Cases, k.transpose(i >= len(transposed)))
	}
	return slices.Concat(fusedConvolutionOps(), resizedConvolutionOps(), tiledConvolutionOps(), pointwiseConvolutionOps(), []Op{forward, backwardInput, backwardWeight, transpose})
}

func (k convolution) x() Operand      { return of(k.n, k.h, k.w, k.c).stored() }
func (k convolution) weight() Operand { return of(k.kh, k.kw, k.c, k.o).copied() }
func (k convolution) y() Operand {
	top, left := k.padding, k.padding
	if k.padding == ref.Same {
		top, left = k.kh/2, k.kw/2
	}
	return of(k.n, (k.h+2*top-k.kh)/k.stride+1, (k.w+2*left-k.kw)/k.stride+1, k.o).stored()
}

// config is the configuration for a result with this many channels.
func (k convolution) config(v Variant, channels int) tensor.Conv2DConfig {
	return tensor.Conv2DConfig{Stride: k.stride, Padding: k.padding, Kernel: v.Kernel, Result: tensor.Storage(v.Half, channels)}
}

func (k convolution) String() string {
	if k.padding == ref.Same {
		return fmt.Sprintf("S%dsame", k.stride)
	}
	return fmt.Sprintf("S%dP%d", k.stride, k.padding)
}

// products counts each tap, inside or outside the image.
func (k convolution) products() int {
	return tensor.Shape(k.y().Shape).NumElements() * k.kh * k.kw * k.c
}

func (k convolution) forward(biased, network bool) Case {
	c := Case{Operands: []Operand{k.x(), k.weight()}, Network: network, Products: k.products(), HalfResult: k.o%4 == 0}
	linear := [][]int{{0}, {1}}
	if biased {
		c.Operands = append(c.Operands, of(k.o))
		linear = [][]int{{0, 2}, {1, 2}}
	}
	c.Launch = func(s *vk.Stream, v Variant, x []tensor.Tensor) []tensor.Tensor {
		return []tensor.Tensor{tensor.Conv2DForward(s, x[0], x[1], third(x), k.config(v, k.o))}
	}
	c.Want = want(func(x []ref.Array) ref.Array { return ref.Conv2D(x[0], x[1], third(x), k.stride, k.padding) })
	if network {
		c.Sample = func(x []ref.Array, places []int) ref.Array {
			y := ref.Conv2DAt(x[0], x[1], k.stride, k.padding, places)
			for i, at := range places {
				y.AddTerm(i, x[2].Data[at%k.o])
			}
			return y
		}
	}
	c.Gradient = &Gradient{
		Device: func(x []*autograd.Var) *autograd.Var {
			return autograd.Conv2D(x[0], x[1], third(x), k.config(Variant{}, k.o))
		},
		Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var { return t.Conv2D(x[0], x[1], third(x), k.stride, k.padding) },
		Linear: linear,
	}
	return named(c, k.String())
}

func (k convolution) backwardInput(network bool) Case {
	c := Case{Operands: []Operand{k.y(), k.weight()}, Network: network, Products: k.products(), HalfResult: k.c%4 == 0}
	c.Launch = func(s *vk.Stream, v Variant, x []tensor.Tensor) []tensor.Tensor {
		return []tensor.Tensor{tensor.Conv2DBackwardInput(s, x[0], x[1], tensor.Tensor{Shape: k.x().Shape}, k.config(v, k.c))}
	}
	c.Want = want(func(x []ref.Array) ref.Array {
		gradX, _ := ref.Conv2DVJP(ref.New(k.x().Shape...), x[1], x[0], k.stride, k.padding)
		return gradX
	})
	if network {
		c.Sample = func(x []ref.Array, places []int) ref.Array {
			return ref.Conv2DBackwardInputAt(k.x().Shape, x[1], x[0], k.stride, k.padding, places)
		}
	}
	return named(c, k.String())
}

// backwardWeight also gives the bias's gradient, except in the networks' cases,
// which compare only some places of one result.
func (k convolution) backwardWeight(network bool) Case {
	c := Case{Operands: []Operand{k.x(), k.y()}, Network: network, Products: k.products()}
	c.Launch = func(s *vk.Stream, v Variant, x []tensor.Tensor) []tensor.Tensor {
		gradWeight, gradBias := tensor.Conv2DBackwardWeight(s, x[0], x[1], k.weight().Shape, !network, k.config(v, 1))
		if network {
			return []tensor.Tensor{gradWeight}
		}
		return []tensor.Tensor{gradWeight, gradBias}
	}
	c.Want = func(x []ref.Array) []ref.Array {
		_, gradWeight := ref.Conv2DVJP(x[0], ref.New(k.weight().Shape...), x[1], k.stride, k.padding)
		if network {
			return []ref.Array{gradWeight}
		}
		return []ref.Array{gradWeight, ref.SumRows(x[1], 1, len(x[1].Data)/k.o, k.o)}
	}
	if network {
		c.Sample = func(x []ref.Array, places []int) ref.Array {
			return ref.Conv2DBackwardWeightAt(x[0], x[1], k.weight().Shape, k.stride, k.padding, places)
		}
	}
	return named(c, fmt.Sprintf("K%dx%d", k.kh, k.kw), k.String())
}

// transpose is the adjoint of the convolution, with a bias.
func (k convolution) transpose(network bool) Case {
	c := Case{Operands: []Operand{of(k.n, k.h, k.w, k.o).stored(), k.weight(), of(k.c)}, Network: network, Products: k.n * k.h * k.w * k.o * k.kh * k.kw * k.c}
	c.Launch = func(s *vk.Stream, v Variant, x []tensor.Tensor) []tensor.Tensor {
		if v.Kernel != convplan.Auto { // a caller can't ask for one
			shape := convplan.Shape{Pass: convplan.BackwardInput, N: k.n, H: k.stride * k.h, W: k.stride * k.w, C: k.c, KH: k.kh, KW: k.kw, O: k.o,
				Stride: k.stride, Half: x[0].DType.Half(), BFloat16: x[0].DType == tensor.BFloat16}
			tensor.UseConvChoices(s, tensor.ConvChoices{shape: {Kernel: v.Kernel}})
			defer tensor.UseConvChoices(s, nil)
		}
		return []tensor.Tensor{tensor.ConvTranspose2DForward(s, x[0], x[1], x[2])}
	}
	c.Want = want(func(x []ref.Array) ref.Array { return ref.ConvTranspose2D(x[0], x[1], x[2]) })
	if network {
		c.Sample = func(x []ref.Array, places []int) ref.Array {
			y := ref.Conv2DBackwardInputAt([]int{k.n, k.stride * k.h, k.stride * k.w, k.c}, x[1], x[0], k.stride, 0, places)
			for i, at := range places {
				y.AddTerm(i, x[2].Data[at%k.c])
			}
			return y
		}
	}
	c.Gradient = &Gradient{
		Device: func(x []*autograd.Var) *autograd.Var { return autograd.ConvTranspose2D(x[0], x[1], x[2]) },
		Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var { return t.ConvTranspose2D(x[0], x[1], x[2]) },
		Linear: [][]int{{0, 2}, {1, 2}},
	}
	return named(c)
}

// third is the third of two or three operands, or the zero value.
func third[T any](x []T) (t T) {
	if len(x) > 2 {
		t = x[2]
	}
	return t
}
