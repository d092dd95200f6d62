package tensor

import (
	"autogan/shaders"
	"autogan/vk"
)

// Sizes of Winograd's F(4×4, 3×3), as in shaders/include/winograd.glsl, and of its kernels.
const (
	winogradTile      = 4    // pixels of y along an axis
	winogradPositions = 36   // of the transforms: 6×6 pixels of x see a tile
	winogradStrip     = 64   // tiles in a block of conv2d_winograd_product_subgroup8
	winogradQuads     = 8    // vec4s of input channels that it handles at a time
	winogradSums      = 1024 // tiles whose sums one thread of conv2d_winograd_weight_gradient adds up
)

// How many floats of transforms are in memory at a time: few enough for a CPU's
// caches, or many enough for a GPU's threads.
const (
	winogradCacheFloats = 1 << 22
	winogradFloats      = 1 << 25
)

// winograd is a convolution with 3×3 weights at stride 1 and whole vec4s of
// channels as Winograd's algorithm sees it (Lavin and Gray, "Fast algorithms
// for convolutional neural networks", 2016): transforms of tiles, and a matrix
// product for each position of the transforms, a quarter of the products in all.
type winograd struct {
	convolution
	th, tw int // tiles of an image
	images int // of a chunk, whose transforms are in memory at one time
	eight  bool
}

// isWinograd tells whether the kernel is one of Winograd's.
func (c ConvKernel) isWinograd() bool {
	return c == WinogradVec4Kernel || c == WinogradSubgroup8Kernel
}

// winogradChannels is from where on Winograd's kernels beat the direct ones on
// processors, in every pass.
const winogradChannels = 16

// winogradPays tells whether Winograd's kernels for eight lanes are faster than
// the direct ones.
func (k convolution) winogradPays(s *vk.Stream) bool {
	caps := s.Device().Caps()
	return caps.Type == vk.CPU && caps.SubgroupSize == 8 && min(k.c, k.o) >= winogradChannels
}

// winogradFits tells whether Winograd's kernels compute a pass of k with these activations.
func (k convolution) winogradFits(activations ...Tensor) bool {
	return k.kh == 3 && k.kw == 3 && k.stride == 1 && k.spread == 1 && k.result == Float32 && storedAs(activations...) == Float32
}

// winogradEnlarges tells whether the transform of x can repeat its pixels.
func (k convolution) winogradEnlarges() bool { return k.paddingH == 1 && k.paddingW == 1 }

// winograd is k, with whole vec4s of channels, on the kernels asked for.
func (k convolution) winograd(s *vk.Stream, kernel ConvKernel) winograd {
	w := winograd{convolution: k, eight: kernel == WinogradSubgroup8Kernel}
	w.th, w.tw = ceilDiv(k.oh, winogradTile), ceilDiv(k.ow, winogradTile)
	floats := winogradFloats
	if s.Device().Caps().Type == vk.CPU {
		floats = winogradCacheFloats
	}
	w.images = chunkImages(k.n, floats/(winogradPositions*w.th*w.tw*(w.c+w.o)))
	return w
}

// chunkImages is the size of as few chunks of n images as there can be, of at most so many images or one.
func chunkImages(n, most int) int { return ceilDiv(n, ceilDiv(n, max(most, 1))) }

// chunks calls f for the images from, from+1, …, from+n−1 at a time, in memory of its own.
func (w winograd) chunks(s *vk.Stream, f func(chunk, from, n int)) {
	for from := 0; from < w.n; from += w.images {
		s.Scratch(func() { f(from/w.images, from, min(w.images, w.n-from)) })
	}
}

// forward launches y = conv(x, weight) + bias. weight is that of the
// convolution, or, if turned, of the one whose input's gradient y is.
func (w winograd) forward(s *vk.Stream, x, weight Tensor, turned bool, bias Tensor, f fusion) Tensor {
	f.gate, f.added = resizeChannels(s, f.gate, w.o), resizeChannels(s, f.added, w.o)
	h, width := w.oh, w.ow
	if f.pool > 0 {
		h, width = h/2, width/2
	}
	y := Temp(s, w.n, h, width, w.o)
	s.Scratch(func() {
		u := w.transformWeight(s, weight, turned)
		w.chunks(s, func(_, from, n int) {
			tiles := n * w.th * w.tw
			v, m := w.transformInput(s, x.Rows(from, n), f.entry), Temp(s, winogradPositions, tiles, w.o)
			l, items := s.Kernel(shaders.Conv2DWinogradProductVec4), ceilDiv(tiles, vec4Rows)*w.o/4
			if w.eight {
				l = s.Kernel(shaders.Conv2DWinogradProductSubgroup8).Spec(uint32(min(w.c/4, winogradQuads)))
				items = 8 * ceilDiv(tiles, winogradStrip) * ceilDiv(w.o, 32)
			}
			l.Read(v.Buffer).Read(u.Buffer).Write(m.Buffer).
				Int(tiles).Int(w.c / 4).Int(w.o / 4).Run1D(winogradPositions * items)
			w.transformOutput(s, m, y.Rows(from, n), bias, f.rows(from, n))
		})
	})
	return y
}

// transformWeight is u [36, C, O].
func (w winograd) transformWeight(s *vk.Stream, weight Tensor, turned bool) Tensor {
	u := Temp(s, winogradPositions, w.c, w.o)
	s.Kernel(shaders.Conv2DWinogradWeight).Read(weight.Buffer).Write(u.Buffer).
		Int(w.c).Int(w.o / 2).Int(weight.Dim(2)).Int(weight.Dim(3)).Uint(specBool(turned)).Run1D(w.c * w.o / 2)
	return u
}

// transformInput is v [36, tiles, C].
func (w winograd) transformInput(s *vk.Stream, x Tensor, e entry) Tensor {
	n := x.Dim(0)
	tiles := n * w.th * w.tw
	v := Temp(s, winogradPositions, tiles, w.c)
	s.Kernel(shaders.Conv2DWinogradInput).Spec(w.powersOfTwo(w.c), specBool(e.relu), specBool(e.enlarge > 0)).Read(x.Buffer).Write(v.Buffer).
		Int(n).Int(x.Dim(1)).Int(x.Dim(2)).Int(w.c / 2).Int(w.th).Int(w.tw).Int(w.paddingH).Int(w.paddingW).Float(e.enlarge).Run1D(tiles * w.c / 2)
	return v
}

// transformOutput makes y of m [36, tiles, O].
func (w winograd) transformOutput(s *vk.Stream, m, y, bias Tensor, f fusion) {
	l := s.Kernel(shaders.Conv2DWinogradOutput).
		Spec(w.powersOfTwo(w.o), specBool(!bias.None()), specBool(f.pool > 0), specBool(!f.gate.None()), specBool(!f.added.None())).Read(m.Buffer)
	readOrNull(readOrNull(readOrNull(l, bias), f.gate), f.added).Write(y.Buffer).
		Int(y.Dim(0)).Int(y.Dim(1)).Int(y.Dim(2)).Int(w.o / 2).Int(w.th).Int(w.tw).Float(f.pool).Run1D(m.NumElements() / winogradPositions / 2)
}

// powersOfTwo is whether the extents of a transform with so many channels are.
func (w winograd) powersOfTwo(channels int) uint32 { return powersOfTwo(channels/2, w.th, w.tw) }

// backwardWeight launches the gradient of the weight, and that of the bias if it
// is wanted: the sum of the tiles' sums.
func (w winograd) backwardWeight(s *vk.Stream, x, gradY Tensor, ofX, ofGradY entry, wantBias bool) (gradWeight, gradBias Tensor) {
	gradWeight = Temp(s, 3, 3, w.c, w.o)
	var sums Tensor
	if wantBias {
		sums, gradBias = Temp(s, w.n, w.th*w.tw, w.o), Temp(s, w.o)
	}
	s.Scratch(func() {
		most := max(1, partFloats/(winogradPositions*w.c*w.o)) // chunks whose products fit
		w.images = max(w.images, ceilDiv(w.n, most))
		chunks := ceilDiv(w.n, w.images)
		products := Temp(s, chunks, winogradPositions, w.c, w.o)
		w.chunks(s, func(chunk, from, n int) {
			v := w.transformInput(s, x.Rows(from, n), ofX)
			z := Temp(s, winogradPositions, n*w.th*w.tw, w.o)
			w.transformGradient(s, gradY.Rows(from, n), ofGradY, z, sums, from)
			w.outer(s, v, z, products.Rows(chunk, 1))
		})
		sum := products
		if chunks > 1 {
			sum = SumRows(s, products.Reshape(chunks, products.NumElements()/chunks))
		}
		w.adjointWeight(s, sum, gradWeight, sums, gradBias)
	})
	return gradWeight, gradBias
}

// adjointWeight makes the gradient of the weight of the sums of products, and
// that of the bias of the tiles' sums unless they are none.
func (w winograd) adjointWeight(s *vk.Stream, products, gradWeight, sums, gradBias Tensor) {
	pairs, rows := w.c*w.o/2, w.n*w.th*w.tw
	if !sums.None() && rows > winogradSums {
		sums, rows = SumRows(s, sums), 1
	}
	l := s.Kernel(shaders.Conv2DWinogradWeightGradient).Spec(specBool(!sums.None())).Read(products.Buffer).Write(gradWeight.Buffer)
	items := pairs
	if !sums.None() {
		items += w.o / 2
	}
	writeOrNull(readOrNull(l, sums), gradBias).Int(pairs).Int(w.o / 2).Int(rows).Run1D(items)
}

// transformGradient makes z [36, tiles, O], and the sums [N, tiles, O] of the
// images from the given one on unless they are none.
func (w winograd) transformGradient(s *vk.Stream, gradY Tensor, e entry, z, sums Tensor, from int) {
	n := gradY.Dim(0)
	l := s.Kernel(shaders.Conv2DWinogradGradient).Spec(w.powersOfTwo(w.o), specBool(!sums.None()), specBool(e.enlarge > 0)).Read(gradY.Buffer).Write(z.Buffer)
	if !sums.None() {
		sums = sums.Rows(from, n)
	}
	writeOrNull(l, sums).
		Int(n).Int(gradY.Dim(1)).Int(gradY.Dim(2)).Int(w.o / 2).Int(w.th).Int(w.tw).Float(e.enlarge).Run1D(z.NumElements() / winogradPositions / 2)
}

// outer makes the products of a chunk of v [36, tiles, C] and z [36, tiles, O].
func (w winograd) outer(s *vk.Stream, v, z, products Tensor) {
	kernel, items := shaders.Conv2DWinogradOuterVec4, w.c/4*w.o/4
	if w.eight {
		kernel, items = shaders.Conv2DWinogradOuterSubgroup8, 8*ceilDiv(w.c, 32)*ceilDiv(w.o, 32)
	}
	s.Kernel(kernel).Read(v.Buffer).Read(z.Buffer).Write(products.Buffer).
		Int(v.Dim(1)).Int(w.c / 4).Int(w.o / 4).Run1D(winogradPositions * items)
}
