package bench

import (
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

// BenchmarkPointwise times the memory-bound operations on an activation of the
// search, [64, 16, 16, 128], each run alone with its wait for the device.
// MB/s counts each operand and the result once.
func BenchmarkPointwise(b *testing.B) {
	_, s := testgpu.Stream(b)
	x, g := filled(b, s, 64, 16, 16, 128), filled(b, s, 64, 16, 16, 128)
	c := filled(b, s, 128)
	batch := tensor.NormStats{Mean: filled(b, s, 1, 128), Variance: filled(b, s, 1, 128)}
	sums, products := filled(b, s, 1, 128), filled(b, s, 1, 128)
	none := tensor.Tensor{}
	for _, op := range []struct {
		name     string
		operands int64
		run      func()
	}{
		{"ReLU", 2, func() { tensor.ReLU(s, x) }},
		{"ReLUBackward", 3, func() { tensor.ReLUBackward(s, x, g) }},
		{"Tanh", 2, func() { tensor.Tanh(s, x) }},
		{"Add", 3, func() { tensor.Add(s, x, g) }},
		{"AddBias", 2, func() { tensor.Add(s, x, c) }},
		{"Expand", 1, func() { tensor.Expand(s, c, 1, x.Shape...) }},
		{"SumRows", 1, func() { tensor.SumRows(s, x) }},
		{"Sum", 1, func() { tensor.Sum(s, x) }},
		{"SumHW", 1, func() { tensor.SumHW(s, x) }},
		{"NormStatistics", 1, func() { tensor.NormStatistics(s, x, 1) }},
		{"NormStatisticsPerImage", 1, func() { tensor.NormStatistics(s, x, 64) }},
		{"NormForward", 2, func() { tensor.NormForward(s, x, batch, c, c, 1e-5) }},
		{"NormBackwardSums", 2, func() { tensor.NormBackwardSums(s, x, g, batch, 1e-5) }},
		{"NormBackwardInput", 3, func() { tensor.NormBackwardInput(s, x, g, batch, c, sums, products, 1e-5) }},
		{"NormBackwardInputFixed", 2, func() { tensor.NormBackwardInput(s, x, g, batch, c, none, none, 1e-5) }},
	} {
		b.Run(op.name, func(b *testing.B) {
			b.SetBytes(op.operands * 4 * int64(x.NumElements()))
			rounds(b, s, op.run)
		})
	}
}

// BenchmarkSpectralNorm times one normalisation of a 3×3 weight of 64 and of
// 128 channels, and its gradient.
func BenchmarkSpectralNorm(b *testing.B) {
	_, s := testgpu.Stream(b)
	for _, c := range []struct {
		name    string
		in, out int
	}{{"C64", 576, 64}, {"C128", 1152, 128}} {
		w, g, u, v := filled(b, s, c.in, c.out), filled(b, s, c.in, c.out), filled(b, s, c.out), filled(b, s, c.in)
		e := tensor.Spectral{U: u, V: v, Sigma: filled(b, s, 1)}
		b.Run(c.name+"/Forward", func(b *testing.B) {
			rounds(b, s, func() { tensor.Div(s, w, tensor.SpectralNormPowerIteration(s, w, u, v, 1).Sigma) })
		})
		b.Run(c.name+"/Backward", func(b *testing.B) {
			rounds(b, s, func() { tensor.SpectralNormBackward(s, w, g, e) })
		})
	}
}

// rounds runs an operation once to warm up, then b.N times, waiting after each.
func rounds(b *testing.B, s *vk.Stream, run func()) {
	b.Helper()
	round := func() {
		run()
		if err := s.EndStep(); err != nil {
			b.Fatal(err)
		}
		if err := s.Sync(); err != nil {
			b.Fatal(err)
		}
	}
	round()
	for b.Loop() {
		round()
	}
}
