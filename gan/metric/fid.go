package metric

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"
)

// ridge is added to the variances where a distance comes out not finite, as in
// the reference code.
const ridge = 1e-6

// FrechetDistance is the distance of Heusel et al. (2017) between two sets of
// images, each a Gaussian over its features:
//
//	‖μ₁ − μ₂‖² + Tr(Σ₁ + Σ₂ − 2 (Σ₁Σ₂)^½)
//
// It is an error if the statistics are of different features, or of the same
// features of networks with different weights.
func FrechetDistance(a, b Statistics) (float64, error) {
	if err := a.checkComparable(b); err != nil {
		return 0, err
	}
	distance := math.Pow(floats.Distance(a.Mean, b.Mean, 2), 2)
	root := traceOfRoot(a.Covariance, b.Covariance)
	if math.IsNaN(root) || math.IsInf(root, 0) {
		root = traceOfRoot(ridged(a.Covariance), ridged(b.Covariance))
	}
	distance += mat.Trace(a.Covariance) + mat.Trace(b.Covariance) - 2*root
	if math.IsNaN(distance) || math.IsInf(distance, 0) {
		return 0, fmt.Errorf("metric: the distance of covariances that are out of proportion: %w", ErrNotFinite)
	}
	return distance, nil
}

func ridged(s *mat.SymDense) *mat.SymDense {
	r := mat.NewSymDense(s.SymmetricDim(), nil)
	r.CopySym(s)
	for i := range s.SymmetricDim() {
		r.SetSym(i, i, s.At(i, i)+ridge)
	}
	return r
}

// traceOfRoot is Tr((AB)^½) of two covariances. With A = LLᵀ and B = MMᵀ the
// eigenvalues of AB, and those of A^½BA^½, are the squares of the singular
// values of LᵀM, so the trace is the sum of these. Unlike the symmetric
// eigendecomposition of A^½BA^½ this squares nothing: the error of a direction
// without variance is of the order of rounding, not of the root of rounding. It
// needs no eigenvectors either. It is NaN if the values do not converge.
func traceOfRoot(a, b *mat.SymDense) float64 {
	l, m := factor(a), factor(b)
	if l.Cols == 0 || m.Cols == 0 {
		return 0
	}
	product := blas64.General{Rows: l.Cols, Cols: m.Cols, Stride: m.Cols, Data: make([]float64, l.Cols*m.Cols)}
	blas64.Gemm(blas.Trans, blas.NoTrans, 1, l, m, 0, product)
	var svd mat.SVD
	if !svd.Factorize(mat.NewDense(product.Rows, product.Cols, product.Data), mat.SVDNone) {
		return math.NaN()
	}
	return floats.Sum(svd.Values(nil))
}

// factor returns L [D, rank] with LLᵀ = s, by a Cholesky factorisation with
// pivots. It stops where the rest of s is no larger than rounding errors: a
// covariance of fewer images than features is singular.
func factor(s *mat.SymDense) blas64.General {
	n := s.SymmetricDim()
	upper := mat.NewSymDense(n, nil)
	upper.CopySym(s)
	pivots, work := make([]int, n), make([]float64, 2*n)
	largest := 0.0
	for i := range n {
		largest = max(largest, s.At(i, i))
	}
	u, rank, _ := lapack64.Pstrf(upper.RawSymmetric(), pivots, float64(n)*roundOff*largest, work)
	l := blas64.General{Rows: n, Cols: rank, Stride: max(rank, 1), Data: make([]float64, n*rank)}
	for k := range rank { // row k of U, its columns in the order of the pivots, is column k of L
		for j := k; j < n; j++ {
			l.Data[pivots[j]*rank+k] = u.Data[k*u.Stride+j]
		}
	}
	return l
}

// roundOff is the rounding error of moments that hold 48 bits, as a part of the
// largest variance. A direction without variance seems to have so much.
const roundOff = 1.0 / (1 << 46)
