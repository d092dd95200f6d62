package tensor

import (
	"fmt"

	"autogan/shaders"
	"autogan/vk"
)

// spectralEps is the least length a vector is divided by, as in PyTorch.
const spectralEps = 1e-12

// SpectralWeight is a weight W: [..., out], read as the matrix [in, out], with
// the singular vectors U: [out] and V: [in] of its last power iteration.
type SpectralWeight struct{ W, U, V Tensor }

// Spectral is the estimate of a weight's largest singular value and the
// singular vectors that it was computed from, as temporaries: U [out], V [in],
// Sigma [1].
type Spectral struct{ U, V, Sigma Tensor }

// SpectralNorm divides weights by estimates of their largest singular values,
// and returns these too. The estimates come from the power method (Miyato et
// al. 2018): each iteration computes v = W·u and u = Wᵀ·v in place, both
// divided by their lengths; then sigma = uᵀ·Wᵀ·v. Without iterations u and v
// stay. One iteration takes five launches, however many weights there are. It
// panics if shapes do not fit or iterations is negative.
func SpectralNorm(s *vk.Stream, weights []SpectralWeight, iterations int) ([]Tensor, []Spectral) {
	if iterations < 0 {
		panic(fmt.Sprintf("tensor: spectral norm: %d iterations, want none or more", iterations))
	}
	if len(weights) == 0 {
		return nil, nil
	}
	b := spectralBatch{stream: s, table: s.Table()}
	normalised, estimates := make([]Tensor, len(weights)), make([]Spectral, len(weights))
	for i, w := range weights {
		m := spectralMatrixOf(w.W, w.U, w.V)
		y, e := Temp(s, w.W.Shape...), Spectral{U: Temp(s, m.out), V: Temp(s, m.in), Sigma: Temp(s, 1)}
		b.table.Read(w.W.Buffer).Write(w.U.Buffer).Write(w.V.Buffer).
			Write(e.U.Buffer).Write(e.V.Buffer).Write(e.Sigma.Buffer).Null().Write(y.Buffer)
		b.add(m, 4*(quads(m.in)+m.columns*(1+m.chunks)+quads(m.chunks)), aligned(w.W, w.U, y))
		normalised[i], estimates[i] = y, e
	}
	right := b.pass(shaders.SpectralRight, func(m spectralMatrix) int { return m.in })
	left := b.pass(shaders.SpectralLeft, spectralMatrix.pieces)
	sum := b.pass(shaders.SpectralSum, func(m spectralMatrix) int { return m.columns })
	update := b.pass(shaders.SpectralUpdate, func(m spectralMatrix) int { return spans(m.in + m.out) })
	scale := b.pass(shaders.SpectralScale, func(m spectralMatrix) int { return spans(m.in * m.out) })
	scratch := Temp(s, b.scratch)
	product := func(iterate uint32) {
		left.run(left.begin(scratch).Spec(iterate))
		sum.run(sum.begin(scratch))
		update.run(update.begin(scratch).Spec(iterate).Float(spectralEps))
	}
	for range iterations {
		right.run(right.begin(scratch))
		product(1)
	}
	if iterations == 0 {
		product(0)
	}
	scale.run(scale.begin(scratch))
	return normalised, estimates
}

// SpectralGrad is a weight W, the cotangent of W / sigma and the estimate by
// which W was divided.
type SpectralGrad struct {
	W, GradOutput Tensor
	Estimate      Spectral
}

// SpectralNormBackward returns the gradients of weights / sigma, with sigma =
// uᵀ·Wᵀ·v and u, v constant: gradOutput/σ − (Σ gradOutput·W)/σ² · v·uᵀ. It
// takes three launches. It panics if shapes do not fit.
func SpectralNormBackward(s *vk.Stream, grads []SpectralGrad) []Tensor {
	if len(grads) == 0 {
		return nil
	}
	b := spectralBatch{stream: s, table: s.Table()}
	gradWeights := make([]Tensor, len(grads))
	for i, g := range grads {
		wantSame("spectral norm backward", "weight", g.W, "gradOutput", g.GradOutput)
		e := g.Estimate
		m := spectralMatrixOf(g.W, e.U, e.V)
		gradWeights[i] = Temp(s, g.W.Shape...)
		b.table.Read(g.W.Buffer).Read(e.U.Buffer).Read(e.V.Buffer).
			Null().Null().Read(e.Sigma.Buffer).Read(g.GradOutput.Buffer).Write(gradWeights[i].Buffer)
		b.add(m, 4+4*quads(m.pieces()), aligned(g.W, e.U, g.GradOutput, gradWeights[i]))
	}
	dot := b.pass(shaders.SpectralBackwardDot, spectralMatrix.pieces)
	sum := b.pass(shaders.SpectralBackwardSum, func(spectralMatrix) int { return 1 })
	weight := b.pass(shaders.SpectralBackwardWeight, func(m spectralMatrix) int { return spans(4 * m.in * m.columns) })
	scratch := Temp(s, b.scratch)
	dot.run(dot.begin(scratch))
	sum.run(sum.begin(scratch))
	weight.run(weight.begin(scratch))
	return gradWeights
}

// spectralMatrix is how the kernels read a weight: four channels at a time,
// along chunks of rows.
type spectralMatrix struct{ in, out, columns, chunk, chunks int }

// spectralMatrixOf reads a weight [..., out] as [in, out] and checks u and v.
func spectralMatrixOf(weight, u, v Tensor) spectralMatrix {
	wantType("spectral norm", weight, Float32)
	in, out := rowsOf("spectral norm", weight)
	if u.NumElements() != out || v.NumElements() != in {
		panic(fmt.Sprintf("tensor: spectral norm: weight is %v, u is %v, v is %v", weight.Shape, u.Shape, v.Shape))
	}
	chunk := max(leastChunk, (in+31)/32) // enough threads, few partial sums
	return spectralMatrix{in: in, out: out, columns: quads(out), chunk: chunk, chunks: (in + chunk - 1) / chunk}
}

// pieces is the number of chunks of four channels.
func (m spectralMatrix) pieces() int { return m.chunks * m.columns }

// spectralBatch is a table of weights for kernels that work on all of them; see
// shaders/include/spectral.glsl.
type spectralBatch struct {
	stream   *vk.Stream
	table    *vk.Table
	matrices []spectralMatrix
	scratch  int // floats that the intermediate results take
}

// add ends a row of the table, after its buffers.
func (b *spectralBatch) add(m spectralMatrix, scratch int, aligned uint32) {
	if m.out%4 != 0 {
		aligned = 0
	}
	b.table.Int(m.in).Int(m.out).Int(m.chunk).Int(m.chunks).Int(b.scratch).Uint(aligned)
	b.scratch += scratch
	b.matrices = append(b.matrices, m)
}

// pass prepares a kernel's launches. All rows must have been added, since it
// appends the kernel's shares of groups to the table.
func (b *spectralBatch) pass(k *shaders.Kernel, threads func(spectralMatrix) int) spectralPass {
	each := make([]int, len(b.matrices))
	for i, m := range b.matrices {
		each[i] = threads(m)
	}
	return spectralPass{b, k, shareGroups(b.table, each)}
}

// spectralPass is a kernel on a table of weights.
type spectralPass struct {
	*spectralBatch
	kernel *shaders.Kernel
	rowGrid
}

// begin starts a launch with the arguments that all passes share.
func (p spectralPass) begin(scratch Tensor) *vk.Launch {
	return p.words(p.stream.Kernel(p.kernel).Table(p.table).Write(scratch.Buffer))
}
