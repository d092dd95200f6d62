package tensor

import (
	"autogan/shaders"
	"autogan/vk"
	"autogan/vk/tensor/convplan"
)

// A convolution from or to few channels, such as an image's, leaves most of a
// direct kernel's vec4s and lanes empty. Im2col merges taps and channels into
// one axis, so that the convolution becomes a matrix product, which is planned
// as a 1×1 convolution. Where x has fewer channels than y, the product takes
// the im2col matrix of x, [pixels, taps·C], and the weight. Otherwise it takes
// x and the weight as [C, taps·O], and each pixel of y sums up its taps:
// col2im.

// product1x1 is the 1×1 convolution of [pixels, c] to [pixels, o].
func product1x1(pixels, c, o int) convolution {
	return convolution{spread: 1, Shape: convplan.Shape{N: 1, H: 1, W: pixels, C: c, KH: 1, KW: 1, O: o, Stride: 1}}
}

// product launches x·weight + bias, of matrices [pixels, C] and [C, O].
func (k convolution) product(s *vk.Stream, x, weight, bias Tensor) Tensor {
	plan := k.of(x).plan(s, convplan.Auto, 0)
	return k.forward(s, x, weight.Reshape(1, 1, k.C, k.O), bias, around{}, plan)
}

// productOfColumns launches xᵀ·y, of matrices [pixels, C] and [pixels, O].
func (k convolution) productOfColumns(s *vk.Stream, x, y Tensor) Tensor {
	k.Pass = convplan.BackwardWeight
	z, _ := k.backwardWeight(s, x, y, false, k.of(x, y).plan(s, convplan.Auto, 0))
	return z.Reshape(k.C, k.O)
}

// forwardIm2col computes forward by a matrix product.
func (k convolution) forwardIm2col(s *vk.Stream, x, weight, bias Tensor) Tensor {
	if k.Im2colOfX() {
		columns := k.im2col(s, x)
		rows := resizeChannels(s, weight.Reshape(1, k.Taps()*k.C*k.O), columns.Dim(-1)*k.O)
		product := product1x1(k.Pixels(), columns.Dim(-1), k.O)
		product.result = k.result
		y := product.product(s, columns, rows, bias)
		return y.Reshape(k.N, k.OH(), k.OW(), k.O)
	}
	wide := k.weightOfTaps(s, weight)
	taps := product1x1(k.N*k.H*k.W, k.C, wide.Dim(-1)).product(s, x, wide, Tensor{})
	y := Temp(s, k.N, k.OH(), k.OW(), k.O)
	l := s.Kernel(shaders.Conv2DCol2im).Spec(uint32(k.KH), uint32(k.KW), uint32(k.PaddingH), uint32(k.PaddingW), specBool(!bias.None())).Read(taps.Buffer)
	readOrNull(l, bias).Write(y.Buffer).
		Int(k.N).Int(k.H).Int(k.W).Int(wide.Dim(-1)).Int(k.OH()).Int(k.OW()).Int(k.O).Run1D(k.Pixels())
	return Convert(s, y, k.result)
}

// backwardWeightIm2col computes backwardWeight by a matrix product. If the taps
// are y's, it takes the im2col matrix of gradY.
func (k convolution) backwardWeightIm2col(s *vk.Stream, x, gradY Tensor) Tensor {
	if k.Im2colOfX() {
		columns := k.im2col(s, x)
		grad := product1x1(k.Pixels(), columns.Dim(-1), k.O).productOfColumns(s, columns, gradY)
		return grad.Rows(0, k.Taps()*k.C)
	}
	columns := convolution{Shape: k.Flipped()}.im2col(s, gradY)
	grad := product1x1(k.N*k.H*k.W, k.C, columns.Dim(-1)).productOfColumns(s, x, columns)
	weight := Temp(s, k.Taps(), k.C, k.O)
	s.Kernel(shaders.Conv2DCol2imWeight).Spec(1).Read(grad.Buffer).Write(weight.Buffer).
		Int(k.Taps()).Int(k.C).Int(k.O).Int(columns.Dim(-1)).Run1D(weight.NumElements())
	return weight
}

// im2col is the taps of each pixel of y, [pixels, taps·C] filled up to whole vec4s.
func (k convolution) im2col(s *vk.Stream, x Tensor) Tensor {
	x = Convert(s, x, Float32) // of few channels
	quads := ceilDiv(k.Taps()*k.C, 4)
	columns := Temp(s, k.Pixels(), 4*quads)
	s.Kernel(shaders.Conv2DIm2col).
		Spec(uint32(k.KH), uint32(k.KW), uint32(k.Stride), uint32(k.PaddingH), uint32(k.PaddingW), uint32(k.C)).
		Read(x.Buffer).Write(columns.Buffer).
		Int(k.N).Int(k.H).Int(k.W).Int(k.OH()).Int(k.OW()).Run1D(k.Pixels())
	return columns
}

// weightOfTaps is the weight as [C, taps·O], filled up to whole vec4s.
func (k convolution) weightOfTaps(s *vk.Stream, weight Tensor) Tensor {
	row := 4 * ceilDiv(k.Taps()*k.O, 4)
	wide := Temp(s, k.C, row)
	s.Kernel(shaders.Conv2DCol2imWeight).Spec(0).Read(weight.Buffer).Write(wide.Buffer).
		Int(k.Taps()).Int(k.C).Int(k.O).Int(row).Run1D(wide.NumElements())
	return wide
}
