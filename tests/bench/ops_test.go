package bench

import (
	"testing"

	"autogan/tests/cases"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

// BenchmarkOps times BenchmarkOps/operation/variant/case, each launch alone
// with its wait for the device. GFLOP/s counts two operations for each product,
// at taps inside and outside an image; GB/s counts operands and results once.
func BenchmarkOps(b *testing.B) {
	for _, op := range cases.All() {
		for _, v := range op.Variants {
			for _, c := range op.CasesOf(v) {
				if !c.Network || v.Shifted {
					continue
				}
				b.Run(op.Name+"/"+v.Name+"/"+c.Name, func(b *testing.B) { benchmark(b, op.Name, v, c) })
			}
		}
	}
}

// plainProducts is how many multiply-adds the plain kernels do in a second or
// two where the device is a CPU.
const plainProducts = 50_000_000

func benchmark(b *testing.B, op string, v cases.Variant, c cases.Case) {
	dev, s := testgpu.Stream(b)
	if why := v.Unsupported(dev.Caps()); why != "" {
		b.Skip(why)
	}
	if v.Plain && dev.Caps().Type == vk.CPU && c.Products > plainProducts {
		b.Skip("the plain kernel is slow on a CPU")
	}
	x, bytes := operands(b, s, op, c)
	for _, result := range c.Launch(s, v, x) { // compiles the kernels
		bytes += result.NumElements() * result.DType.Size()
	}
	finish(b, s)
	for b.Loop() {
		c.Launch(s, v, x)
		finish(b, s)
	}
	rounds := float64(b.N) / b.Elapsed().Seconds() / 1e9
	if c.Products > 0 {
		b.ReportMetric(2*float64(c.Products)*rounds, "GFLOP/s")
		return
	}
	b.ReportMetric(float64(bytes)*rounds, "GB/s")
}

// operands are the case's in persistent memory, with their size in bytes.
func operands(b *testing.B, s *vk.Stream, op string, c cases.Case) (x []tensor.Tensor, bytes int) {
	inputs := c.Inputs(op)
	for i, o := range c.Operands {
		t, err := tensor.New(s.Device(), o.Type, o.Shape...)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { t.Release(s.Device()) })
		cases.Upload(s, t, inputs[i])
		x = append(x, t)
		bytes += t.NumElements() * o.Type.Size()
	}
	return x, bytes
}

func finish(b *testing.B, s *vk.Stream) {
	if err := s.EndStep(); err != nil {
		b.Fatal(err)
	}
	if err := s.Sync(); err != nil {
		b.Fatal(err)
	}
}
