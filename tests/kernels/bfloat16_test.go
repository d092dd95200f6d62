package kernels

import (
	"math"
	"testing"

	"autogan/tests/ref"
	"autogan/vk/tensor"
)

// TestBFloat16RoundsToNearest takes places between two neighbouring bfloat16, ties,
// what is beyond the largest, and NaNs whose upper half alone is infinity's.
func TestBFloat16RoundsToNearest(t *testing.T) {
	values := around(ref.BFloat16Ulp, 1, 1.9921875, 2, 255, 1e-30, 0x1.FEp127)
	for _, bits := range []uint32{0, 0x7F7F7FFF, 0x7F7F8000, 0x7F7FFFFF, 0x7F800000, 0xFF800000, 0x7F800001, 0xFF800001, 0x7FFFFFFF, 0xFFFFFFFF} {
		values = append(values, math.Float32frombits(bits))
	}
	testRounding(t, tensor.BFloat16, values, ref.BFloat16, ref.FromBFloat16Bits)
}

// TestConvertReadsEveryBFloat16 converts all bfloat16 and back.
func TestConvertReadsEveryBFloat16(t *testing.T) {
	testEveryPattern(t, tensor.BFloat16, ref.FromBFloat16Bits, 0x1p-126)
}

// TestTypesOf16BitsDoNotMix: a launch reads and writes one of them.
func TestTypesOf16BitsDoNotMix(t *testing.T) {
	s := poisonedStream(t)
	half, brain := tensor.TempOf(s, tensor.Float16, 1, 2, 2, 8), tensor.TempOf(s, tensor.BFloat16, 1, 2, 2, 8)
	weight, none := tensor.Temp(s, 1, 1, 8, 8), tensor.Tensor{}
	const mixed = "in one operation, want one of them"
	wantPanic(t, "tensor: float16 and bfloat16 "+mixed, func() { tensor.Add(s, half, brain) })
	wantPanic(t, "tensor: bfloat16 and float16 "+mixed, func() { tensor.Convert(s, brain, tensor.Float16) })
	wantPanic(t, "tensor: bfloat16 and float16 "+mixed, func() {
		tensor.Conv2DForward(s, brain, weight, none, tensor.Conv2DConfig{Result: tensor.Float16})
	})
	wantPanic(t, "tensor: float16 and bfloat16 "+mixed, func() {
		tensor.Conv2DBackwardWeight(s, half, brain, weight.Shape, false, tensor.Conv2DConfig{})
	})
	wantPanic(t, "tensor: bfloat16 of shape [4 6], want a last axis that is a multiple of four", func() { tensor.TempOf(s, tensor.BFloat16, 4, 6) })
}
