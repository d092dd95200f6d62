// Package kernels_test compares every kernel with the float64 oracle of
// tests/ref: odd sizes, unaligned views, single elements.
package kernels_test

import (
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

// floats uploads a float32 tensor that lives until EndStep.
func floats(s *vk.Stream, data []float32, dims ...int) tensor.Tensor {
	x := tensor.Temp(s, dims...)
	x.Upload(s, data)
	return x
}

// uints uploads a uint32 vector that lives until EndStep.
func uints(s *vk.Stream, data []uint32) tensor.Tensor {
	x := tensor.TempOf(s, tensor.Uint32, len(data))
	x.UploadUints(s, data)
	return x
}

// normal returns n normal deviates of the source with that name.
func normal(name string, n int) []float32 { return testgpu.Normal(testgpu.Rand(name), n) }

// download returns the content of a float32 tensor.
func download(t *testing.T, s *vk.Stream, x tensor.Tensor) []float32 {
	t.Helper()
	data, err := x.Floats(s)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// unaligned is a view that begins one element into its buffer and is followed
// by one more element: kernels must neither assume vec4 alignment nor write
// outside. check fails the test if the elements around the view changed.
func unaligned(t *testing.T, s *vk.Stream, data []float32) (view tensor.Tensor, check func()) {
	t.Helper()
	const guard = 12345.5
	padded := append(append([]float32{guard}, data...), guard)
	x := floats(s, padded, len(padded))
	return x.Rows(1, len(data)), func() {
		t.Helper()
		got := download(t, s, x)
		if got[0] != guard || got[len(got)-1] != guard {
			t.Errorf("the kernel wrote outside its view: %v before, %v after", got[0], got[len(got)-1])
		}
	}
}
