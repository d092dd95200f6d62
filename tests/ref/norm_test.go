package ref

import (
	"slices"
	"testing"
)

func TestNormByHand(t *testing.T) {
	// Channel 0 holds 1 and 3: mean 2, variance 1, so ∓1; channel 1 holds 5 and 5.
	x := From([]float32{1, 5, 3, 5}, 2, 2)
	s := NormStats(x, 1, 2, 2)
	if !slices.Equal(s.Mean.Data, []float64{2, 5}) || !slices.Equal(s.Variance.Data, []float64{1, 0}) {
		t.Errorf("statistics: got %v and %v", s.Mean.Data, s.Variance.Data)
	}
	gamma, beta := From([]float32{2, 2}, 2), From([]float32{0, 7}, 2)
	if got := NormForward(x, Stats{s.Mean, From([]float32{1, 1}, 2)}, gamma, beta, 0, 2, 2).Data; !slices.Equal(got, []float64{-2, 7, 2, 7}) {
		t.Errorf("forward: got %v, want [-2 7 2 7]", got)
	}
}

func TestNormVJP(t *testing.T) {
	const eps, groups, rows, channels = 0.1, 2, 5, 3
	x := normalArray("x", groups*rows, channels)
	gamma, beta := normalArray("gamma", channels), normalArray("beta", channels)
	fixed := Stats{normalArray("mean", groups, channels), Apply(Exp, normalArray("variance", groups, channels))}
	for _, batch := range []bool{true, false} {
		stats := func(x Array) Stats {
			if !batch {
				return fixed
			}
			return NormStats(x, groups, rows, channels)
		}
		forward := func(x, gamma, beta Array) Array {
			return NormForward(x, stats(x), gamma, beta, eps, rows, channels)
		}
		vjp := func(g Array) [3]Array {
			gradX, gradGamma, gradBeta := NormVJP(x, g, stats(x), gamma, eps, batch, groups, rows, channels)
			return [3]Array{gradX, gradGamma, gradBeta}
		}
		checkVJP(t, "x", x, func(x Array) Array { return forward(x, gamma, beta) }, func(g Array) Array { return vjp(g)[0] })
		checkVJP(t, "gamma", gamma, func(gamma Array) Array { return forward(x, gamma, beta) }, func(g Array) Array { return vjp(g)[1] })
		checkVJP(t, "beta", beta, func(beta Array) Array { return forward(x, gamma, beta) }, func(g Array) Array { return vjp(g)[2] })
	}
}
