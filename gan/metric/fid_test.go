package metric

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"autogan/tests/testgpu"

	"gonum.org/v1/gonum/mat"
)

func gaussian(mean []float64, covariance ...float64) Statistics {
	return Statistics{Features: "test", Mean: mean, Covariance: mat.NewSymDense(len(mean), covariance)}
}

// diagonal is a Gaussian with independent features.
func diagonal(mean, variances []float64) Statistics {
	st := gaussian(mean, make([]float64, len(mean)*len(mean))...)
	for i, v := range variances {
		st.Covariance.SetSym(i, i, v)
	}
	return st
}

// rotated turns a Gaussian by a random orthogonal matrix, the same for a name.
func rotated(name string, st Statistics) Statistics {
	n := st.Dim()
	random := mat.NewDense(n, n, normals(testgpu.Rand(name), n*n))
	var qr mat.QR
	qr.Factorize(random)
	var q, mean, half, full mat.Dense
	qr.QTo(&q)
	mean.Mul(&q, mat.NewDense(n, 1, st.Mean))
	half.Mul(&q, st.Covariance)
	full.Mul(&half, q.T())
	return Statistics{Features: st.Features, Mean: mean.RawMatrix().Data, Covariance: symmetric(full.RawMatrix().Data, n)}
}

func normals(r *rand.Rand, n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = r.NormFloat64()
	}
	return values
}

// sampled is the covariance of n vectors with features of unlike variance.
func sampled(name string, n, dim int) *mat.SymDense {
	x := mat.NewDense(n, dim, normals(testgpu.Rand(name), n*dim))
	for i := range n {
		for j := range dim {
			x.Set(i, j, x.At(i, j)/float64(1+j))
		}
	}
	s := mat.NewSymDense(dim, nil)
	s.SymOuterK(1/float64(n), x.T())
	return s
}

func ramp(n int, f func(i float64) float64) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = f(float64(i))
	}
	return values
}

// With independent features, or features rotated alike, the distance is
// Σ (μ₁ − μ₂)² + Σ (σ₁ − σ₂)².
func TestFrechetDistanceOfCommutingGaussians(t *testing.T) {
	const n = 100
	mean1, mean2 := ramp(n, func(i float64) float64 { return i / 50 }), ramp(n, func(i float64) float64 { return math.Sin(i) })
	variance1, variance2 := ramp(n, func(i float64) float64 { return math.Exp(-i / 8) }), ramp(n, func(i float64) float64 { return 1 / (1 + i) })
	variance1[3], variance2[4], variance1[5], variance2[5] = 0, 0, 0, 0 // directions that one or both lack
	want := 0.0
	for i := range n {
		want += math.Pow(mean1[i]-mean2[i], 2) + math.Pow(math.Sqrt(variance1[i])-math.Sqrt(variance2[i]), 2)
	}
	a, b := diagonal(mean1, variance1), diagonal(mean2, variance2)
	for name, pair := range map[string][2]Statistics{
		"independent": {a, b},
		"exchanged":   {b, a},
		"rotated":     {rotated("commuting", a), rotated("commuting", b)},
	} {
		got, err := FrechetDistance(pair[0], pair[1])
		if err != nil || math.Abs(got-want) > 1e-6*want {
			t.Errorf("%s: got %v, %v, want %v", name, got, err, want)
		}
	}
}

// Of a 2×2 matrix M with positive eigenvalues, Tr M^½ = √(Tr M + 2√det M).
func TestFrechetDistanceOfPlaneGaussians(t *testing.T) {
	a := gaussian([]float64{1, 2}, 2, 0.5, 0.5, 1)
	b := gaussian([]float64{-1, 3}, 1, -0.7, -0.7, 3)
	// AB = [[2·1 − 0.5·0.7, …], […, −0.5·0.7 + 1·3]], det A = 1.75, det B = 2.51.
	root := math.Sqrt(2 - 0.35 - 0.35 + 3 + 2*math.Sqrt(1.75*2.51))
	want := 4 + 1 + 3 + 4 - 2*root
	got, err := FrechetDistance(a, b)
	if err != nil || math.Abs(got-want) > 1e-12*want {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}

// The oracle is the definition: eigendecompositions of A and of A^½BA^½.
func TestTraceOfRootIsThatOfTheEigendecomposition(t *testing.T) {
	for _, c := range []struct {
		name      string
		n, m, dim int // vectors of each covariance; fewer than dim make it singular
	}{{"full rank", 300, 200, 40}, {"one singular", 300, 20, 40}, {"both singular", 30, 20, 40}, {"one vector", 1, 50, 40}} {
		t.Run(c.name, func(t *testing.T) {
			a, b := sampled(c.name+" a", c.n, c.dim), sampled(c.name+" b", c.m, c.dim)
			got, want := traceOfRoot(a, b), eigenTraceOfRoot(t, a, b)
			if math.Abs(got-want) > 1e-6*want { // the oracle takes roots of rounding, of 1e-16
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func eigenTraceOfRoot(t *testing.T, a, b *mat.SymDense) float64 {
	t.Helper()
	n := a.SymmetricDim()
	var ofA, ofProduct mat.EigenSym
	if !ofA.Factorize(a, true) {
		t.Fatal("no eigendecomposition")
	}
	var vectors, half, root, product mat.Dense
	ofA.VectorsTo(&vectors)
	roots := mat.NewDiagDense(n, nil)
	for i, v := range ofA.Values(nil) {
		roots.SetDiag(i, math.Sqrt(max(v, 0)))
	}
	half.Mul(&vectors, roots)
	root.Mul(&half, vectors.T())
	half.Mul(&root, b)
	product.Mul(&half, &root)
	if !ofProduct.Factorize(symmetric(product.RawMatrix().Data, n), false) {
		t.Fatal("no eigendecomposition")
	}
	trace := 0.0
	for _, v := range ofProduct.Values(nil) {
		trace += math.Sqrt(max(v, 0))
	}
	return trace
}

func TestFrechetDistanceOfASetFromItselfIsZero(t *testing.T) {
	for name, covariance := range map[string]*mat.SymDense{
		"full rank": sampled("itself", 400, 200), "singular": sampled("itself", 50, 200),
		"none": mat.NewSymDense(200, nil),
	} {
		st := Statistics{Mean: ramp(200, math.Sin), Covariance: covariance}
		if d, err := FrechetDistance(st, st); err != nil || math.Abs(d) > 1e-9 {
			t.Errorf("%s: got %v, %v, want 0", name, d, err)
		}
	}
}

func TestFrechetDistanceRefusesUnlikeFeatures(t *testing.T) {
	a, b := diagonal([]float64{0}, []float64{1}), diagonal([]float64{0}, []float64{1})
	b.Features = Pool3
	if _, err := FrechetDistance(a, b); err == nil || !strings.Contains(err.Error(), "1 features test and 1 features pool_3") {
		t.Errorf("got %v", err)
	}
}

func TestFrechetDistanceThatIsNotFiniteIsAnError(t *testing.T) {
	huge := diagonal([]float64{0, 0}, []float64{math.MaxFloat64, math.MaxFloat64})
	if d, err := FrechetDistance(huge, huge); err == nil {
		t.Errorf("got %v, want an error", d)
	}
}
