package bench

import (
	"fmt"
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

// conv2DShapes are convolutions of the networks: batch, channels, outputs, height and width, kernel.
var conv2DShapes = []struct{ n, c, o, size, k int }{
	{64, 64, 64, 16, 3},
	{64, 128, 128, 8, 3},
	{64, 128, 128, 16, 3},
	{16, 128, 128, 32, 3},
	{64, 128, 128, 8, 1},
	{64, 3, 64, 32, 3},
	{64, 128, 3, 32, 3},
}

// BenchmarkConv2D times the three passes of a convolution with padding to the
// same size. GFLOP/s counts a multiplication and an addition for each tap
// inside or outside the image.
func BenchmarkConv2D(b *testing.B) {
	_, s := testgpu.Stream(b)
	for _, c := range conv2DShapes {
		x := filled(b, s, c.n, c.size, c.size, c.c)
		y := filled(b, s, c.n, c.size, c.size, c.o)
		weight := filled(b, s, c.k, c.k, c.c, c.o)
		flop := 2 * float64(c.n*c.size*c.size) * float64(c.k*c.k*c.c*c.o)
		for _, kernel := range []tensor.ConvKernel{tensor.AutoKernel, tensor.Vec4Kernel} {
			cfg := tensor.Conv2DConfig{Padding: c.k / 2, Kernel: kernel}
			for _, pass := range []struct {
				name string
				run  func()
			}{
				{"Forward", func() { tensor.Conv2DForward(s, x, weight, tensor.Tensor{}, cfg) }},
				{"BackwardInput", func() { tensor.Conv2DBackwardInput(s, y, weight, x.Shape, cfg) }},
				{"BackwardWeight", func() { tensor.Conv2DBackwardWeight(s, x, y, weight.Shape, cfg) }},
			} {
				name := fmt.Sprintf("N%dC%dO%dH%dW%dK%d/%s/%v", c.n, c.c, c.o, c.size, c.size, c.k, pass.name, kernel)
				b.Run(name, func(b *testing.B) { measure(b, s, "GFLOP/s", flop, pass.run) })
			}
		}
	}
}

// measure reports how much an operation does a second, in billions of a unit, when
// run alone: each round waits for the device.
func measure(b *testing.B, s *vk.Stream, unit string, amount float64, run func()) {
	round := func() {
		run()
		if err := s.EndStep(); err != nil {
			b.Fatal(err)
		}
		if err := s.Sync(); err != nil {
			b.Fatal(err)
		}
	}
	round() // compiles the kernels
	for b.Loop() {
		round()
	}
	b.ReportMetric(amount*float64(b.N)/b.Elapsed().Seconds()/1e9, unit)
}

// filled is a persistent tensor of one value.
func filled(b *testing.B, s *vk.Stream, dims ...int) tensor.Tensor {
	x, err := tensor.New(s.Device(), tensor.Float32, dims...)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { x.Release(s.Device()) })
	tensor.Fill(s, x, 0.5)
	return x
}
