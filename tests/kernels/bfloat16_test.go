package kernels

import (
	"encoding/binary"
	"math"
	"testing"

	"autogan/tests/ref"
	"autogan/vk/tensor"
)

// TestBFloat16RoundsToNearest takes places between two neighbouring bfloat16, ties,
// what is beyond the largest, and NaNs whose upper half alone is infinity's.
func TestBFloat16RoundsToNearest(t *testing.T) {
	s := poisonedStream(t)
	var values []float32
	for _, v := range []float64{1, 1.9921875, 2, 255, 1e-30, 0x1.FEp127} {
		step := math.Exp2(math.Floor(math.Log2(v))) * ref.BFloat16Ulp
		for k := -8; k <= 8; k++ {
			x := v + float64(k)*step/4
			values = append(values, float32(x), float32(-x))
		}
	}
	for _, bits := range []uint32{0, 0x7F7F7FFF, 0x7F7F8000, 0x7F7FFFFF, 0x7F800000, 0xFF800000, 0x7F800001, 0xFF800001, 0x7FFFFFFF, 0xFFFFFFFF} {
		values = append(values, math.Float32frombits(bits))
	}
	for len(values)%4 != 0 {
		values = append(values, 0)
	}
	got := halfBits(t, s, tensor.Convert(s, device(s, values, len(values)), tensor.BFloat16))
	for i, v := range values {
		want := ref.BFloat16(float64(v))
		if h := ref.FromBFloat16Bits(got[i]); h != want && !(math.IsNaN(h) && math.IsNaN(want)) {
			t.Errorf("%g (%#x) becomes %g, want %g", v, math.Float32bits(v), h, want)
		}
	}
}

// TestConvertReadsEveryBFloat16 converts all bfloat16 and back. Those below the
// smallest normal one may become zero.
func TestConvertReadsEveryBFloat16(t *testing.T) {
	s := poisonedStream(t)
	const n = 1 << 16
	raw := make([]byte, 2*n)
	for i := range n {
		binary.LittleEndian.PutUint16(raw[2*i:], uint16(i))
	}
	x := tensor.TempOf(s, tensor.BFloat16, n)
	s.Upload(x.Buffer, raw)
	y := tensor.Convert(s, x, tensor.Float32)
	back := halfBits(t, s, tensor.Convert(s, y, tensor.BFloat16))
	for i, v := range floats(t, s, y) {
		want := ref.FromBFloat16Bits(uint16(i))
		small := math.Abs(want) < 0x1p-126
		switch {
		case math.IsNaN(want):
			if v == v || !math.IsNaN(ref.FromBFloat16Bits(back[i])) {
				t.Fatalf("%#x is NaN, got %g and %#x", i, v, back[i])
			}
		case float64(v) != want && !(small && v == 0):
			t.Fatalf("%#x is %g, got %g", i, want, v)
		case !small && back[i] != uint16(i):
			t.Fatalf("%#x comes back as %#x", i, back[i])
		}
	}
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
