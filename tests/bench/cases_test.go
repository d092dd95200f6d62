package bench

import (
	"testing"
	"time"

	"autogan/tests/cases"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

// BenchmarkCases runs every variant of every timed case; a name is
// operation/variant/case.
func BenchmarkCases(b *testing.B) {
	for _, op := range cases.All() {
		for _, v := range op.Variants {
			for _, c := range op.CasesOf(v) {
				if c.Network {
					b.Run(op.Name+"/"+v.Name+"/"+c.Name, func(b *testing.B) { benchmark(b, op.Name, v, c) })
				}
			}
		}
	}
}

func benchmark(b *testing.B, op string, v cases.Variant, c cases.Case) {
	_, s := testgpu.Stream(b)
	caps := s.Device().Caps()
	if why := v.Unsupported(caps); why != "" {
		b.Skip(why)
	}
	if v.Plain && caps.Type == vk.CPU {
		b.Skip("the plain kernel is slow on a CPU")
	}
	x := operands(b, s, op, v, c)
	once(b, s, v, c, x) // compiles
	device := time.Duration(0)
	for b.Loop() {
		device += once(b, s, v, c, x)
	}
	b.ReportMetric(device.Seconds()*1e3/float64(b.N), "device-ms/op")
	if rate := float64(b.N) / device.Seconds() / 1e9; c.Products > 0 && device > 0 {
		b.ReportMetric(2*float64(c.Products)*rate, "GFLOP/s")
	}
}

// once runs the case and waits: the time between the device's timestamps.
func once(b *testing.B, s *vk.Stream, v cases.Variant, c cases.Case, x []tensor.Tensor) time.Duration {
	b.Helper()
	timer := s.StartTimer()
	c.Launch(s, v, x)
	if err := s.EndStep(); err != nil {
		b.Fatal(err)
	}
	device, err := timer.Stop()
	if err != nil {
		b.Fatal(err)
	}
	return device
}

// operands are the case's, in memory that stays.
func operands(b *testing.B, s *vk.Stream, op string, v cases.Variant, c cases.Case) []tensor.Tensor {
	b.Helper()
	x := make([]tensor.Tensor, len(c.Operands))
	for i, data := range c.Inputs(op) {
		x[i] = operand(b, s, c.Operands[i], v.Shifted)
		cases.Upload(s, x[i], data)
	}
	return x
}

// operand is one of them; shifted, it begins an element after an aligned address.
func operand(b *testing.B, s *vk.Stream, o cases.Operand, shifted bool) tensor.Tensor {
	b.Helper()
	n := tensor.Shape(o.Shape).NumElements()
	dims := o.Shape
	if shifted = shifted && o.Type != tensor.Float16; shifted {
		dims = []int{1 + n}
	}
	x, err := tensor.New(s.Device(), o.Type, dims...)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { x.Release(s.Device()) })
	if shifted {
		return x.Rows(1, n).Reshape(o.Shape...)
	}
	return x
}
