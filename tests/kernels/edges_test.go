package kernels

import (
	"fmt"
	"slices"
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

// TestBroadcastsOfAllSizes adds operands that are broadcast along every other
// axis, of two to four elements each: sizes that are powers of two next to ones
// that are not, rows that divide into vec4s next to ones that do not.
func TestBroadcastsOfAllSizes(t *testing.T) {
	_, s := testgpu.Stream(t)
	counting := func(dims ...int) tensor.Tensor {
		data := make([]float32, tensor.Shape(dims).NumElements())
		for i := range data {
			data[i] = float32(i)
		}
		return device(s, data, dims...)
	}
	for k := range 81 {
		a, b, c, d := 2+k%3, 2+k/3%3, 2+k/9%3, 2+k/27
		x, y := counting(a, 1, c, 1), counting(1, b, 1, d)
		var want []float32
		for i := range a * b * c * d {
			ai, bi, ci, di := i/(b*c*d), i/(c*d)%b, i/d%c, i%d
			want = append(want, float32(ai*c+ci)+1000*float32(bi*d+di))
		}
		got := floats(t, s, tensor.Add(s, x, tensor.Scale(s, y, 1000)))
		if !slices.Equal(got, want) {
			t.Errorf("%v and %v: got %v, want %v", x.Shape, y.Shape, got, want)
		}
		if err := s.EndStep(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestOneThreadMoreThanAGroup takes sizes for which the last group of a launch
// has a single thread at work. Inputs are ones, so that results are known.
func TestOneThreadMoreThanAGroup(t *testing.T) {
	s := poisonedStream(t)
	t.Run("convolution", func(t *testing.T) {
		const pixels = 257 // 65 tiles of four
		for _, kernel := range []convplan.Kernel{convplan.Scalar, convplan.Vec4, convplan.Tiled128x128, convplan.Tiled32x32, convplan.WinogradVec4, convplan.Im2col, convplan.Auto} {
			x, weight := tensor.Full(s, 1, 1, 1, pixels, 4), tensor.Full(s, 1, 1, 1, 4, 4)
			y := tensor.Conv2DForward(s, x, weight, tensor.Tensor{}, tensor.Conv2DConfig{Kernel: kernel})
			wantAll(t, fmt.Sprint(kernel), floats(t, s, y), 4)
		}
	})
	t.Run("power iteration", func(t *testing.T) {
		const in, out = 1024, 4 // 65 threads of 16 elements
		weight, u, v := tensor.Full(s, 1, in, out), tensor.Full(s, 1, out), tensor.Full(s, 1, in)
		e := iterate(s, weight, u, v, 1)
		wantAll(t, "v", floats(t, s, e.V), 1.0/32)
		wantAll(t, "u", floats(t, s, e.U), 0.5)
		wantAll(t, "updated u", floats(t, s, u), 0.5)
	})
}

func wantAll(t *testing.T, name string, got []float32, want float32) {
	t.Helper()
	for i, v := range got {
		if v != want {
			t.Errorf("%s: element %d of %d is %g, want %g", name, i, len(got), v, want)
			return
		}
	}
}
