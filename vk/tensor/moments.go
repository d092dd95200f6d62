package tensor

import (
	"autogan/shaders"
	"autogan/vk"
)

var momentsAccumulateKernels = laned{shaders.MomentsAccumulate, shaders.MomentsAccumulateVec4}

// AccumulateMoments adds the first and second moments of the rows of x: [N, D]
// to those of earlier batches, in place: row i < D of sum + rest, both [D+1,
// D], grows by Σ x[n,i]·x[n,j] at the places j ≥ i, row D by Σ x[n,j]. The
// places below the diagonal are undefined. Two float32 together hold 48 bits of
// a number, so the covariance is as good as one summed in float64. It panics if
// the shapes do not fit.
func AccumulateMoments(s *vk.Stream, sum, rest, x Tensor) {
	wantShape("accumulate moments", "x", x, Float32, -1, -1)
	rows, dim := x.Shape[0], x.Shape[1]
	wantShape("accumulate moments", "sum", sum, Float32, dim+1, dim)
	wantShape("accumulate moments", "rest", rest, Float32, dim+1, dim)
	lanes := lanesOf(dim, x.Buffer, sum.Buffer, rest.Buffer)
	columns := dim / lanes
	items := (dim + 1) * columns
	s.Kernel(momentsAccumulateKernels.kernel(lanes)).
		Read(x.Buffer).Write(sum.Buffer).Write(rest.Buffer).
		Int(items).Int(rows).Int(dim).Int(columns).Run1D(items)
}
