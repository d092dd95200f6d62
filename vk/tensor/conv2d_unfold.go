package tensor

import (
	"autogan/shaders"
	"autogan/vk"
)

// A convolution from or to few channels, such as an image's, leaves most of a
// direct kernel's vec4s and lanes empty. Here taps and channels make one axis
// of a matrix product, which the kernels of 1×1 convolutions compute: unfolded
// pixels times the weight where x has fewer channels than y; otherwise x times
// the folded weight, of which each pixel then takes its sum.

// unfoldPays tells whether it is faster than the direct kernels for eight lanes:
// the channels on one side are at most one vec4, those on the other fill lanes.
func (k convolution) unfoldPays(s *vk.Stream) bool {
	caps := s.Device().Caps()
	return caps.Type == vk.CPU && caps.SubgroupSize == 8 && k.kh*k.kw > 1 && min(k.c, k.o) <= 4 && max(k.c, k.o) >= 16
}

// unfoldFits tells whether x or y of k can be unfolded, stored as they are.
func (k convolution) unfoldFits(activations ...Tensor) bool {
	return k.spread == 1 && k.result == Float32 && storedAs(activations...) == Float32 && (k.stride == 1 || k.unfoldsX())
}

// unfoldsX tells which side is unfolded.
func (k convolution) unfoldsX() bool { return k.c <= k.o }

// dot is the 1×1 convolution of [pixels, c] to [pixels, o].
func dot(pixels, c, o int) convolution {
	return convolution{n: 1, h: 1, w: pixels, c: c, oh: 1, ow: pixels, o: o, kh: 1, kw: 1, stride: 1, spread: 1}
}

// forwardUnfolded is forward by a matrix product.
func (k convolution) forwardUnfolded(s *vk.Stream, x, weight, bias Tensor) Tensor {
	if k.unfoldsX() {
		u := k.unfold(s, x)
		rows := resizeChannels(s, weight.Reshape(1, k.kh*k.kw*k.c*k.o), u.Dim(-1)*k.o)
		y := dot(k.n*k.oh*k.ow, u.Dim(-1), k.o).forward(s, u, rows.Reshape(1, 1, u.Dim(-1), k.o), bias, fusion{}, AutoKernel)
		return y.Reshape(k.n, k.oh, k.ow, k.o)
	}
	folded := k.foldWeight(s, weight)
	g := dot(k.n*k.h*k.w, k.c, folded.Dim(-1)).forward(s, x, folded, Tensor{}, fusion{}, AutoKernel)
	y := Temp(s, k.n, k.oh, k.ow, k.o)
	l := s.Kernel(shaders.Conv2DFold).Spec(uint32(k.kh), uint32(k.kw), uint32(k.paddingH), uint32(k.paddingW), specBool(!bias.None())).Read(g.Buffer)
	readOrNull(l, bias).Write(y.Buffer).
		Int(k.n).Int(k.h).Int(k.w).Int(folded.Dim(-1)).Int(k.oh).Int(k.ow).Int(k.o).Run1D(k.n * k.oh * k.ow)
	return y
}

// backwardWeightUnfolded is backwardWeight by a matrix product.
func (k convolution) backwardWeightUnfolded(s *vk.Stream, x, gradY Tensor) Tensor {
	taps := k.kh * k.kw
	if k.unfoldsX() {
		u := k.unfold(s, x)
		grad, _ := dot(k.n*k.oh*k.ow, u.Dim(-1), k.o).backwardWeight(s, u, gradY, entry{}, entry{}, false, AutoKernel)
		return grad.Reshape(u.Dim(-1), k.o).Rows(0, taps*k.c)
	}
	u := k.turned().unfold(s, gradY)
	grad, _ := dot(k.n*k.h*k.w, k.c, u.Dim(-1)).backwardWeight(s, x, u, entry{}, entry{}, false, AutoKernel)
	weight := Temp(s, taps, k.c, k.o)
	s.Kernel(shaders.Conv2DFoldWeight).Spec(1).Read(grad.Buffer).Write(weight.Buffer).
		Int(taps).Int(k.c).Int(k.o).Int(u.Dim(-1)).Run1D(weight.NumElements())
	return weight
}

// unfold is the taps of each pixel of y, [pixels, taps·c] filled up to whole vec4s.
func (k convolution) unfold(s *vk.Stream, x Tensor) Tensor {
	quads := ceilDiv(k.kh*k.kw*k.c, 4)
	u := Temp(s, k.n*k.oh*k.ow, 4*quads)
	s.Kernel(shaders.Conv2DUnfold).
		Spec(uint32(k.kh), uint32(k.kw), uint32(k.stride), uint32(k.paddingH), uint32(k.paddingW), uint32(k.c)).
		Read(x.Buffer).Write(u.Buffer).
		Int(k.n).Int(k.h).Int(k.w).Int(k.oh).Int(k.ow).Int(quads).Run1D(k.n * k.oh * k.ow)
	return u
}

// foldWeight is the weight as [1, 1, c, taps·o], filled up to whole vec4s.
func (k convolution) foldWeight(s *vk.Stream, weight Tensor) Tensor {
	taps := k.kh * k.kw
	row := 4 * ceilDiv(taps*k.o, 4)
	folded := Temp(s, 1, 1, k.c, row)
	s.Kernel(shaders.Conv2DFoldWeight).Spec(0).Read(weight.Buffer).Write(folded.Buffer).
		Int(taps).Int(k.c).Int(k.o).Int(row).Run1D(folded.NumElements())
	return folded
}
