package tensor

import (
	"autogan/shaders"
	"autogan/vk"
	"autogan/vk/tensor/convplan"
)

// winogradSums is how many tiles' sums one thread of conv2d_winograd_weight_gradient adds up.
const winogradSums = 1024

// winograd is a convolution with 3×3 weights at stride 1 and whole vec4s of
// channels as Winograd's algorithm sees it (Lavin and Gray, "Fast algorithms
// for convolutional neural networks", 2016): transforms of tiles, and a matrix
// product for each position of the transforms, a quarter of the products in all.
type winograd struct {
	convolution
	plan   convplan.Plan
	th, tw int // tiles along the axes of an image
}

// winograd is k, whose channels are padded as the kernels need them.
func (k convolution) winograd(plan convplan.Plan) winograd {
	w := winograd{convolution: k, plan: plan}
	w.th, w.tw = k.WinogradTiles()
	return w
}

// forwardWinograd launches y = conv(x, weight) + bias. With adjoint, weight is
// that of the convolution whose adjoint k is.
func (k convolution) forwardWinograd(s *vk.Stream, x, weight Tensor, adjoint bool, bias Tensor, a around, plan convplan.Plan) Tensor {
	full := k.padded(plan)
	x, bias = resizeChannels(s, x, full.C), resizeChannels(s, bias, full.O)
	y := full.winograd(plan).forward(s, x, weight, adjoint, bias, a.fused(s, plan.Fused, full.O))
	return resizeChannels(s, y, k.O)
}

// chunks calls f for the images from … from+n−1 of each chunk, every time in
// memory that the next one uses again.
func (w winograd) chunks(s *vk.Stream, f func(chunk, from, n int)) {
	images := w.plan.Split.Size
	for from := 0; from < w.N; from += images {
		s.Scratch(func() { f(from/images, from, min(images, w.N-from)) })
	}
}

// forward launches y. The channels of x and bias are padded; the weight's are
// not, since the kernel that transforms it adds the zeros.
func (w winograd) forward(s *vk.Stream, x, weight Tensor, adjoint bool, bias Tensor, a around) Tensor {
	h, width := w.OH(), w.OW()
	if w.plan.Fused.Has(convplan.Pool) {
		h, width = h/2, width/2
	}
	y := TempOf(s, w.result, w.N, h, width, w.O)
	s.Scratch(func() {
		u := w.transformWeight(s, weight, adjoint)
		w.chunks(s, func(_, from, n int) {
			v := w.transformInput(s, x.Rows(from, n), a.enlarge)
			m := w.multiply(s, v, u)
			w.transformOutput(s, m, y.Rows(from, n), bias, a.rows(from, n))
		})
	})
	return y
}

// transformWeight is u [36, C, O].
func (w winograd) transformWeight(s *vk.Stream, weight Tensor, adjoint bool) Tensor {
	u := Temp(s, convplan.WinogradPositions, w.C, w.O)
	s.Kernel(shaders.Conv2DWinogradWeight).Spec(w.words()).Read(weight.Buffer).Write(u.Buffer).
		Int(w.C).Int(w.O / 2).Int(weight.Dim(2)).Int(weight.Dim(3)).Uint(specBool(adjoint)).Run1D(w.C * w.O / 2)
	return u
}

// transformInput is v [36, tiles, C]; share is the factor of a repeated pixel
// of x.
func (w winograd) transformInput(s *vk.Stream, x Tensor, share float32) Tensor {
	n := x.Dim(0)
	tiles := n * w.th * w.tw
	v := Temp(s, convplan.WinogradPositions, tiles, w.C)
	s.Kernel(shaders.Conv2DWinogradInput).Spec(w.powersOfTwo(w.C), specBool(w.plan.Fused.Has(convplan.ReLU)), specBool(w.plan.Fused.Has(convplan.Enlarge)), w.words(), float16Mask(x)).Read(x.Buffer).Write(v.Buffer).
		Int(n).Int(x.Dim(1)).Int(x.Dim(2)).Int(w.C / 2).Int(w.th).Int(w.tw).Int(w.PaddingH).Int(w.PaddingW).Float(share).Run1D(tiles * w.C / 2)
	return v
}

// transformOutput computes y from m [36, tiles, O].
func (w winograd) transformOutput(s *vk.Stream, m, y, bias Tensor, a around) {
	l := s.Kernel(shaders.Conv2DWinogradOutput).
		Spec(w.powersOfTwo(w.O), specBool(!bias.None()), specBool(w.plan.Fused.Has(convplan.Pool)), specBool(!a.mask.None()), specBool(!a.added.None()), w.words(), float16Mask(m, bias, a.mask, a.added, y)).Read(m.Buffer)
	readOrNull(readOrNull(readOrNull(l, bias), a.mask), a.added).Write(y.Buffer).
		Int(y.Dim(0)).Int(y.Dim(1)).Int(y.Dim(2)).Int(w.O / 2).Int(w.th).Int(w.tw).Float(a.pool).Run1D(m.NumElements() / convplan.WinogradPositions / 2)
}

// powersOfTwo is 1 if the extents of a transform of this many channels are
// powers of two.
func (w winograd) powersOfTwo(channels int) uint32 { return powersOfTwo(channels/2, w.th, w.tw) }

// words is 1 if the transforms store words of 64 bits: with the kernels that run
// on subgroups of eight lanes.
func (w winograd) words() uint32 { return specBool(w.plan.Kernel == convplan.WinogradSubgroup8) }

// backwardWeight launches the gradient of the weight and, with wantBias, that
// of the bias: the sum of the tiles' sums.
func (w winograd) backwardWeight(s *vk.Stream, x, gradY Tensor, wantBias bool) (gradWeight, gradBias Tensor) {
	gradWeight = Temp(s, 3, 3, w.C, w.O)
	var sums Tensor
	if wantBias {
		sums, gradBias = Temp(s, w.N, w.th*w.tw, w.O), Temp(s, w.O)
	}
	s.Scratch(func() {
		chunks := w.plan.Split.Parts
		products := Temp(s, chunks, convplan.WinogradPositions, w.C, w.O)
		w.chunks(s, func(chunk, from, n int) {
			v := w.transformInput(s, x.Rows(from, n), 1)
			z := Temp(s, convplan.WinogradPositions, n*w.th*w.tw, w.O)
			w.transformGradient(s, gradY.Rows(from, n), z, sums, from)
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

// adjointWeight computes the gradient of the weight from the sums of products
// and, unless sums is none, that of the bias from the tiles' sums.
func (w winograd) adjointWeight(s *vk.Stream, products, gradWeight, sums, gradBias Tensor) {
	pairs, rows := w.C*w.O/2, w.N*w.th*w.tw
	if !sums.None() && rows > winogradSums {
		sums, rows = SumRows(s, sums), 1
	}
	l := s.Kernel(shaders.Conv2DWinogradWeightGradient).Spec(specBool(!sums.None()), w.words()).Read(products.Buffer).Write(gradWeight.Buffer)
	items := pairs
	if !sums.None() {
		items += w.O / 2
	}
	writeOrNull(readOrNull(l, sums), gradBias).Int(pairs).Int(w.O / 2).Int(rows).Run1D(items)
}

// transformGradient computes z [36, tiles, O] for the images of gradY and,
// unless sums is none, their tiles' sums: the rows of sums [N, tiles, O] from
// index from.
func (w winograd) transformGradient(s *vk.Stream, gradY, z, sums Tensor, from int) {
	n := gradY.Dim(0)
	l := s.Kernel(shaders.Conv2DWinogradGradient).Spec(w.powersOfTwo(w.O), specBool(!sums.None()), specBool(w.plan.Fused.Has(convplan.EnlargeGradient)), w.words(), float16Mask(gradY)).Read(gradY.Buffer).Write(z.Buffer)
	if !sums.None() {
		sums = sums.Rows(from, n)
	}
	writeOrNull(l, sums).
		Int(n).Int(gradY.Dim(1)).Int(gradY.Dim(2)).Int(w.O / 2).Int(w.th).Int(w.tw).Float(averaged).Run1D(z.NumElements() / convplan.WinogradPositions / 2)
}
