package ref

import (
	"math"
	"testing"
)

func TestPowerIterationConverges(t *testing.T) {
	// diag(3, 4) has the singular values 3 and 4.
	w := From([]float32{3, 0, 0, 4}, 2, 2)
	u, sigma := From([]float32{1, 1}, 2), New(1)
	for range 50 {
		u, _, sigma = PowerIteration(w, u, 1e-12)
	}
	if math.Abs(sigma.Data[0]-4) > 1e-9 {
		t.Errorf("sigma: got %g, want 4", sigma.Data[0])
	}
}

func TestSpectralVJP(t *testing.T) {
	w := normalArray("w", 6, 4)
	u, v, _ := PowerIteration(w, normalArray("u", 4), 1e-12)
	normalised := func(w Array) Array { return Apply(Affine(1/SpectralSigma(w, u, v).Data[0], 0), w) }
	checkVJP(t, "w / sigma", w, normalised, func(g Array) Array { return SpectralVJP(w, u, v, SpectralSigma(w, u, v), g) })
}
