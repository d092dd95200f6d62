package kernels

import (
	"encoding/binary"
	"math"
	"testing"

	"autogan/tests/ref"
	"autogan/vk/tensor"
)

// TestConvertRoundsToNearest takes every place between two neighbouring
// float16 near a power of two, ties, and what is beyond the largest: an
// overflow must show as infinity, whatever the device's own rounding.
func TestConvertRoundsToNearest(t *testing.T) {
	values := around(ref.HalfUlp, 1, 1.5, 2, 1023, 2049, 32768, 65504, 0.000123)
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	values = append(values, 0, 65519.996, 65520, 1e9, math.MaxFloat32, -1e30, inf, -inf, nan, math.Float32frombits(0xFFFFFFFF))
	testRounding(t, tensor.Float16, values, ref.Half, ref.FromHalfBits)
}

// TestConvertReadsEveryHalf converts all float16 and back.
func TestConvertReadsEveryHalf(t *testing.T) {
	testEveryPattern(t, tensor.Float16, ref.FromHalfBits, ref.LeastHalf)
}

// around are the places in quarters of a step on both sides of numbers and of
// their negatives. A step is ulp times the power of two below.
func around(ulp float64, numbers ...float64) []float32 {
	var values []float32
	for _, v := range numbers {
		step := math.Exp2(math.Floor(math.Log2(v))) * ulp
		for k := -8; k <= 8; k++ {
			x := v + float64(k)*step/4
			values = append(values, float32(x), float32(-x))
		}
	}
	return values
}

// testRounding converts values to a type of 16 bits and compares with the oracle.
func testRounding(t *testing.T, dtype tensor.DType, values []float32, round func(float64) float64, number func(bits uint16) float64) {
	t.Helper()
	s := poisonedStream(t)
	for len(values)%4 != 0 {
		values = append(values, 0)
	}
	got := halfBits(t, s, tensor.Convert(s, device(s, values, len(values)), dtype))
	for i, v := range values {
		want := round(float64(v))
		if h := number(got[i]); h != want && !(math.IsNaN(h) && math.IsNaN(want)) {
			t.Errorf("%g (%#x) becomes %g, want %g", v, math.Float32bits(v), h, want)
		}
	}
}

// testEveryPattern converts all numbers of a type of 16 bits and back. Those below
// the smallest normal one, least, may become zero.
func testEveryPattern(t *testing.T, dtype tensor.DType, number func(bits uint16) float64, least float64) {
	t.Helper()
	s := poisonedStream(t)
	const n = 1 << 16
	raw := make([]byte, 2*n)
	for i := range n {
		binary.LittleEndian.PutUint16(raw[2*i:], uint16(i))
	}
	x := tensor.TempOf(s, dtype, n)
	s.Upload(x.Buffer, raw)
	y := tensor.Convert(s, x, tensor.Float32)
	back := halfBits(t, s, tensor.Convert(s, y, dtype))
	for i, v := range floats(t, s, y) {
		want := number(uint16(i))
		small := math.Abs(want) < least
		switch {
		case math.IsNaN(want):
			if v == v || !math.IsNaN(number(back[i])) {
				t.Fatalf("%#x is NaN, got %g and %#x", i, v, back[i])
			}
		case float64(v) != want && !(small && v == 0):
			t.Fatalf("%#x is %g, got %g", i, want, v)
		case !small && back[i] != uint16(i):
			t.Fatalf("%#x comes back as %#x", i, back[i])
		}
	}
}

// float16 is stored in fours: other shapes, and operations that do not take
// float16, are refused.
func TestHalfPanics(t *testing.T) {
	s := poisonedStream(t)
	h := tensor.TempOf(s, tensor.Float16, 2, 8)
	wantPanic(t, "tensor: float16 of shape [4 6], want a last axis that is a multiple of four", func() { tensor.TempOf(s, tensor.Float16, 4, 6) })
	wantPanic(t, "tensor: float16 of shape [16 1], want a last axis that is a multiple of four", func() { h.Reshape(16, 1) })
	wantPanic(t, "tensor: convert: got uint32 [4], want float32, float16 or bfloat16", func() { tensor.Convert(s, tensor.TempOf(s, tensor.Uint32, 4), tensor.Float16) })
	wantPanic(t, "tensor: softmax: got float16 [2 8], want float32", func() { tensor.Softmax(s, h) })
}
