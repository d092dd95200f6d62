package tensor

import (
	"fmt"

	"autogan/shaders"
	"autogan/vk"
)

// NormStats are the statistics a normalisation uses, Mean and the biased
// Variance, for x viewed as [groups, rows, C]: each [groups, C], or [C] for one group.
type NormStats struct{ Mean, Variance Tensor }

var (
	momentsKernels       = laned{shaders.NormMoments, shaders.NormMomentsVec4}
	momentsMergeKernels  = laned{shaders.NormMomentsMerge, shaders.NormMomentsMergeVec4}
	normForwardKernels   = laned{shaders.NormForward, shaders.NormForwardVec4}
	normBackwardKernels  = laned{shaders.NormBackwardInput, shaders.NormBackwardInputVec4}
	normBackwardSumsPair = laned{shaders.NormBackwardSums, shaders.NormBackwardSumsVec4}
)

// NormStatistics returns the statistics of x: [..., C], viewed as [groups,
// rows, C], over its rows. One group is batch normalisation, a group per image
// is instance normalisation. It panics if groups does not divide the rows of x.
func NormStatistics(s *vk.Stream, x Tensor, groups int) NormStats {
	rows, channels := groupRows("norm statistics", x, groups)
	chunk, chunks := chunkRows(groups, rows, channels)
	if chunks == 1 {
		return moments(s, x, groups, rows, channels, rows, 1, 1/float32(rows))
	}
	partial := moments(s, x, groups, rows, channels, chunk, chunks, 1)
	stats := NormStats{Temp(s, groups, channels), Temp(s, groups, channels)}
	lanes := lanesOf(channels, partial.Mean.Buffer, partial.Variance.Buffer)
	items := groups * channels / lanes
	s.Kernel(momentsMergeKernels.kernel(lanes)).
		Read(partial.Mean.Buffer).Read(partial.Variance.Buffer).
		Write(stats.Mean.Buffer).Write(stats.Variance.Buffer).
		Int(items).Int(rows).Int(channels / lanes).Int(chunk).Int(chunks).Run1D(items)
	return stats
}

// moments is the mean and scale · Σ (x − mean)² of each chunk, [groups·chunks, channels].
func moments(s *vk.Stream, x Tensor, groups, rows, channels, chunk, chunks int, scale float32) NormStats {
	m := NormStats{Temp(s, groups*chunks, channels), Temp(s, groups*chunks, channels)}
	lanes := lanesFor(s, channels, &x)
	each, count := pieces(s, channels/lanes)
	items := groups * chunks * count
	s.Kernel(momentsKernels.kernel(lanes)).Spec(laneMask(s, x), each).
		Read(x.Buffer).Write(m.Mean.Buffer).Write(m.Variance.Buffer).
		Int(items).Int(rows).Int(count).Int(chunk).Int(chunks).Float(scale).Run1D(items)
	return m
}

// Norm is a normalisation of x: [..., C] in the statistics' groups:
// (x − mean)/√(variance + Eps)·Gamma + Beta.
type Norm struct {
	NormStats
	Gamma, Beta Tensor // [C], or both none
	Eps         float32
	ReLU        bool // max(…, 0) of the result
}

// NormForward returns the normalised x. It panics if the shapes do not fit.
func NormForward(s *vk.Stream, x Tensor, n Norm) Tensor {
	groups, rows, channels := n.view("norm forward", x)
	affine := n.wantAffine("norm forward", channels)
	y := TempOf(s, x.DType, x.Shape...)
	lanes := lanesFor(s, channels, &x, &n.Mean, &n.Variance, &n.Gamma, &n.Beta)
	each, count := pieces(s, channels/lanes)
	items := groups * normBlocks(rows) * count
	s.Kernel(normForwardKernels.kernel(lanes)).Spec(affine, laneMask(s, x, n.Mean, n.Variance, n.Gamma, n.Beta, y), each, specBool(n.ReLU)).
		Read(x.Buffer).Read(n.Mean.Buffer).Read(n.Variance.Buffer).
		Read(n.Gamma.Buffer).Read(n.Beta.Buffer).Write(y.Buffer).
		Int(items).Int(rows).Int(count).Float(n.Eps).Run1D(items)
	return y
}

// NormBackwardSums returns Σ gradOutput and Σ gradOutput·x̂ over the rows of
// each group, x̂ = (x − mean)/√(variance + eps), each [groups, C]; with a ReLU
// where its result is above zero. With one group they are the gradients of beta
// and gamma. It panics if the shapes do not fit.
func NormBackwardSums(s *vk.Stream, x, gradOutput Tensor, n Norm) (sums, products Tensor) {
	wantAlike("norm backward", "x", x, "gradOutput", gradOutput)
	groups, rows, channels := n.view("norm backward", x)
	affine := n.wantAffine("norm backward", channels)
	chunk, chunks := chunkRows(groups, rows, channels)
	both := Temp(s, 2, groups*chunks, channels)
	lanes := lanesFor(s, channels, &x, &gradOutput, &n.Mean, &n.Variance, &n.Gamma, &n.Beta)
	each, count := pieces(s, channels/lanes)
	items := groups * chunks * count
	s.Kernel(normBackwardSumsPair.kernel(lanes)).Spec(laneMask(s, x, gradOutput), each, affine, specBool(n.ReLU)).
		Read(x.Buffer).Read(gradOutput.Buffer).Read(n.Mean.Buffer).Read(n.Variance.Buffer).
		Write(both.Rows(0, 1).Buffer).Write(both.Rows(1, 1).Buffer).Read(n.Gamma.Buffer).Read(n.Beta.Buffer).
		Int(items).Int(rows).Int(count).Int(chunk).Int(chunks).Float(n.Eps).Run1D(items)
	if chunks > 1 {
		both = reduceRows(s, both, 2*groups, chunks, channels, 1)
	}
	both = both.Reshape(2, groups, channels)
	return both.Rows(0, 1).Reshape(groups, channels), both.Rows(1, 1).Reshape(groups, channels)
}

// NormBackwardInput returns the gradient of NormForward with respect to x. sums
// and products are those of NormBackwardSums if the statistics were computed
// from x, and none if they were given. It panics if the shapes do not fit.
func NormBackwardInput(s *vk.Stream, x, gradOutput Tensor, n Norm, sums, products Tensor) Tensor {
	wantAlike("norm backward", "x", x, "gradOutput", gradOutput)
	groups, rows, channels := n.view("norm backward", x)
	affine := n.wantAffine("norm backward", channels)
	gradInput := TempOf(s, storedAs(x, gradOutput), x.Shape...)
	lanes := lanesFor(s, channels, &x, &gradOutput, &n.Mean, &n.Variance, &n.Gamma, &n.Beta, &sums, &products)
	each, count := pieces(s, channels/lanes)
	items := groups * normBlocks(rows) * count
	s.Kernel(normBackwardKernels.kernel(lanes)).
		Spec(affine, specBool(!sums.None()), laneMask(s, x, gradOutput, n.Mean, n.Variance, n.Gamma, sums, products, gradInput), each, specBool(n.ReLU)).
		Read(x.Buffer).Read(gradOutput.Buffer).Read(n.Mean.Buffer).Read(n.Variance.Buffer).
		Read(n.Gamma.Buffer).Read(sums.Buffer).Read(products.Buffer).Write(gradInput.Buffer).Read(n.Beta.Buffer).
		Int(items).Int(rows).Int(count).Float(n.Eps).Run1D(items)
	return gradInput
}

// NormUpdateRunning moves the running statistics towards those of a batch, in
// place: running += momentum · (batch − running), where the batch's variance
// is made unbiased for the rows it was computed from. All: [C].
// It panics if rows is less than two.
func NormUpdateRunning(s *vk.Stream, running, batch NormStats, rows int, momentum float32) {
	if rows < 2 {
		panic("tensor: norm update running: one value per channel has no unbiased variance, want at least two")
	}
	channels := batch.Mean.NumElements()
	wantShape("norm update running", "mean", running.Mean, Float32, channels)
	wantShape("norm update running", "variance", running.Variance, Float32, channels)
	s.Kernel(shaders.NormRunning).Read(batch.Mean.Buffer).Read(batch.Variance.Buffer).
		Write(running.Mean.Buffer).Write(running.Variance.Buffer).
		Int(channels).Float(momentum).Float(float32(float64(rows) / float64(rows-1))).Run1D(channels)
}

// view is x as [groups, rows, channels] for these statistics.
func (n NormStats) view(op string, x Tensor) (groups, rows, channels int) {
	wantSame(op, "mean", n.Mean, "variance", n.Variance)
	channels = n.Mean.Dim(-1)
	groups = n.Mean.NumElements() / channels
	rows, width := groupRows(op, x, groups)
	if width != channels {
		panic(fmt.Sprintf("tensor: %s: x is %v, the statistics are %v", op, x.Shape, n.Mean.Shape))
	}
	return groups, rows, channels
}

// groupRows reads x as [groups, rows, channels].
func groupRows(op string, x Tensor, groups int) (rows, channels int) {
	rows, channels = rowsOf(op, x)
	if groups < 1 || rows%groups != 0 {
		panic(fmt.Sprintf("tensor: %s: %d groups of the rows of %v", op, groups, x.Shape))
	}
	return rows / groups, channels
}

// wantAffine reports, as a kernel's constant, whether scale and shift are given.
func (n Norm) wantAffine(op string, channels int) uint32 {
	if n.Gamma.None() && n.Beta.None() {
		return 0
	}
	wantShape(op, "gamma", n.Gamma, Float32, channels)
	wantShape(op, "beta", n.Beta, Float32, channels)
	return 1
}

// normBlocks is how many blocks of rows the normalisation kernels make of a
// group; shaders/include/norm.glsl has the same size of a block.
func normBlocks(rows int) int {
	const blockRows = 8
	return (rows + blockRows - 1) / blockRows
}
