package kernels

import (
	"fmt"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/tol"
	"autogan/vk/tensor"
)

const normEps = 1e-5

// normRelative bounds the error of normalised values and their gradients for
// normal deviates. The variance is summed about a sample up to 4σ from the
// mean, which costs it at most a factor 1 + 4² of the usual 2⁻²⁴ and the same
// again in the terms it scales.
const normRelative = 5e-6

// normShapes are [groups, rows, channels].
var normShapes = [][3]int{
	{1, 1, 1}, {1, 2, 3}, {1, 9, 4}, {3, 16, 8}, {2, 35, 3}, {1, 257, 5},
	{1, 300, 64}, {1, 4099, 4}, {64, 16, 64}, {2, 1024, 3}, {1, 2048, 65},
}

func TestNorm(t *testing.T) {
	s := poisonedStream(t)
	for _, shape := range normShapes {
		t.Run(fmt.Sprint(shape), func(t *testing.T) {
			groups, rows, channels := shape[0], shape[1], shape[2]
			x := normalOperand(s, t.Name(), groups*rows, channels)
			g := normalOperand(s, t.Name()+" cotangent", groups*rows, channels)
			gamma := normalOperand(s, t.Name()+" gamma", channels)
			beta := normalOperand(s, t.Name()+" beta", channels)

			stats := tensor.NormStatistics(s, x.device, groups)
			want := ref.NormStats(x.ref, groups, rows, channels)
			tol.Within(t, "mean", floats(t, s, stats.Mean), want.Mean, normRelative, 1)
			tol.Within(t, "variance", floats(t, s, stats.Variance), want.Variance, normRelative, 0)

			y := tensor.NormForward(s, x.device, stats, gamma.device, beta.device, normEps)
			wantY := ref.NormForward(x.ref, want, gamma.ref, beta.ref, normEps, groups, rows, channels)
			tol.Terms(t, "forward", floats(t, s, y), wantY, normRelative)

			sums, products := tensor.NormBackwardSums(s, x.device, g.device, stats, normEps)
			dx := tensor.NormBackwardInput(s, x.device, g.device, stats, gamma.device, sums, products, normEps)
			wantX, wantGamma, wantBeta := ref.NormVJP(x.ref, g.ref, want, gamma.ref, normEps, true, groups, rows, channels)
			tol.Terms(t, "backward input", floats(t, s, dx), wantX, normRelative)
			tol.Terms(t, "gradient of beta", floats(t, s, tensor.SumRows(s, sums)), wantBeta, normRelative)
			tol.Terms(t, "gradient of gamma", floats(t, s, tensor.SumRows(s, products)), wantGamma, normRelative)
			x.wantUnchanged(t, s, "x")
			g.wantUnchanged(t, s, "cotangent")
		})
	}
}

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
		tol.ULP(t, "mean", floats(t, s, stats.Mean), want.Mean, 2)
		// Four digits: the mean itself is a float32 within 3e-5 of the true one.
		tol.Within(t, "variance", floats(t, s, stats.Variance), want.Variance, 1e-4, 0)
	}
}

func TestNormOfConstantIsZero(t *testing.T) {
	s := poisonedStream(t)
	x := tensor.Full(s, 3.25, 2, 70, 4)
	stats := tensor.NormStatistics(s, x, 2)
	y := tensor.NormForward(s, x, stats, tensor.Tensor{}, tensor.Tensor{}, normEps)
	tol.Exact(t, "variance", floats(t, s, stats.Variance), ref.New(2, 4))
	tol.Exact(t, "normalised", floats(t, s, y), ref.New(2, 70, 4))
}

func TestNormUpdateRunning(t *testing.T) {
	s := poisonedStream(t)
	const rows, channels, momentum = 21, 7, 0.1
	x := normalOperand(s, t.Name(), rows, channels)
	mean, variance := normalOperand(s, t.Name()+" mean", channels), normalOperand(s, t.Name()+" variance", channels)
	batch := tensor.NormStatistics(s, x.device, 1)
	tensor.NormUpdateRunning(s, tensor.NormStats{Mean: mean.device, Variance: variance.device}, batch, rows, momentum)
	stats := ref.NormStats(x.ref, 1, rows, channels)
	blend := func(old, batch ref.Array, scale float64) ref.Array {
		want := ref.New(channels)
		for c := range want.Data {
			want.AddTerm(c, (1-momentum)*old.Data[c])
			want.AddTerm(c, momentum*scale*batch.Data[c])
		}
		return want
	}
	tol.Sum(t, "running mean", floats(t, s, mean.device), blend(mean.ref, stats.Mean, 1))
	tol.Sum(t, "running variance", floats(t, s, variance.device), blend(variance.ref, stats.Variance, rows/(rows-1.0)))
	wantPanic(t, "tensor: norm update running: one value per channel has no unbiased variance, want at least two", func() {
		tensor.NormUpdateRunning(s, batch, batch, 1, momentum)
	})
}

// A normalised batch has mean 0 and variance 1 in each channel, up to eps.
func TestNormalisedHasUnitVariance(t *testing.T) {
	s := poisonedStream(t)
	const rows, channels = 500, 12
	x := normalOperand(s, t.Name(), rows, channels)
	shifted := tensor.Affine(s, x.device, 3, 5)
	y := tensor.NormForward(s, shifted, tensor.NormStatistics(s, shifted, 1), tensor.Tensor{}, tensor.Tensor{}, normEps)
	stats := tensor.NormStatistics(s, y, 1)
	zero, one := ref.New(channels), ref.New(channels)
	for c := range one.Data {
		one.AddTerm(c, 1)
	}
	// x̂ is rounded to 2⁻²⁴ of (|x| + |mean|)/σ, about 8; eps takes 1e-5/9 off the variance.
	tol.Within(t, "mean", floats(t, s, stats.Mean), zero, 1e-6, 1)
	tol.Within(t, "variance", floats(t, s, stats.Variance), one, 5e-6, 0)
}
