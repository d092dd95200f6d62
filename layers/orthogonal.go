package layers

import (
	"math/rand/v2"

	"autogan/vk"
	"autogan/vk/tensor"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"
)

// Orthogonal draws a weight whose columns, one per output, are orthonormal, or
// whose rows are if there are more outputs than inputs and taps (Saxe et al.
// 2014). All such weights are equally likely. The host computes it.
func Orthogonal(s *vk.Stream, t tensor.Tensor, seed, stream uint64) {
	in, out := t.Shape[:len(t.Shape)-1].NumElements(), t.Shape[len(t.Shape)-1]
	q := orthonormal(max(in, out), min(in, out), rand.New(rand.NewPCG(seed, stream)))
	byInput, byOutput := q.Stride, 1
	if in < out {
		byInput, byOutput = 1, q.Stride
	}
	values := make([]float32, 0, in*out)
	for i := range in {
		for j := range out {
			values = append(values, float32(q.Data[i*byInput+j*byOutput]))
		}
	}
	t.Upload(s, values)
}

// orthonormal returns the factor Q of a random normal matrix of at least as many
// rows as columns. Its signs make the diagonal of R positive: otherwise Q would
// depend on how the factors are computed, and not be uniform.
func orthonormal(rows, columns int, random *rand.Rand) blas64.General {
	q := blas64.General{Rows: rows, Cols: columns, Stride: columns, Data: make([]float64, rows*columns)}
	for i := range q.Data {
		q.Data[i] = random.NormFloat64()
	}
	tau, size := make([]float64, columns), make([]float64, 1)
	lapack64.Geqrf(q, tau, size, -1)
	work := make([]float64, int(size[0])+columns)
	lapack64.Geqrf(q, tau, work, len(work))
	signs := make([]float64, columns)
	for j := range signs {
		if signs[j] = 1; q.Data[j*columns+j] < 0 {
			signs[j] = -1
		}
	}
	lapack64.Orgqr(q, tau, work, len(work))
	for i := range q.Data {
		q.Data[i] *= signs[i%columns]
	}
	return q
}
