package kernels

import (
	"testing"

	"autogan/tests/ref"
	"autogan/tests/tol"
	"autogan/vk/tensor"
)

const normEps = 1e-5

// The variance of values far from zero must not cancel: here mean² is 10⁸
// times the variance, beyond float32's 1.7·10⁷.
func TestNormStatisticsFarFromZero(t *testing.T) {
	s := poisonedStream(t)
	for _, rows := range []int{64, 4096} {
		data := normal(t.Name(), rows*4)
		for i := range data {
			data[i] = 1000 + data[i]/10
		}
		x := newOperand(s, data, rows, 4)
		stats := tensor.NormStatistics(s, x.device, 1)
		want := ref.NormStats(x.ref, 1, rows, 4)
		// The sum of a sample and a small shift, rounded once here and once where chunks are merged.
		tol.ULP(t, "mean", floats(t, s, stats.Mean), want.Mean, 2)
		// Four digits: the mean itself is a float32 within 3e-5 of the true one.
		tol.Within(t, "variance", floats(t, s, stats.Variance), want.Variance, 1e-4, 0)
	}
}

func TestNormOfConstantIsZero(t *testing.T) {
	s := poisonedStream(t)
	x := tensor.Full(s, 3.25, 2, 70, 4)
	stats := tensor.NormStatistics(s, x, 2)
	y := tensor.NormForward(s, x, tensor.Norm{NormStats: stats, Eps: normEps})
	tol.Exact(t, "variance", floats(t, s, stats.Variance), ref.New(2, 4))
	tol.Exact(t, "normalised", floats(t, s, y), ref.New(2, 70, 4))
}

// A normalised batch has mean 0 and variance 1 in each channel, up to eps.
func TestNormalisedHasUnitVariance(t *testing.T) {
	s := poisonedStream(t)
	const rows, channels = 500, 12
	x := normalOperand(s, t.Name(), rows, channels)
	shifted := tensor.Affine(s, x.device, 3, 5)
	y := tensor.NormForward(s, shifted, tensor.Norm{NormStats: tensor.NormStatistics(s, shifted, 1), Eps: normEps})
	stats := tensor.NormStatistics(s, y, 1)
	zero, one := ref.New(channels), ref.New(channels)
	for c := range one.Data {
		one.AddTerm(c, 1)
	}
	// x̂ is rounded to 2⁻²⁴ of (|x| + |mean|)/σ, about 8; eps takes 1e-5/9 off the variance.
	tol.Within(t, "mean", floats(t, s, stats.Mean), zero, 1e-6, 1)
	tol.Within(t, "variance", floats(t, s, stats.Variance), one, 5e-6, 0)
}
