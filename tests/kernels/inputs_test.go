package kernels

import (
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

// device uploads a float32 tensor that lives until EndStep.
func device(s *vk.Stream, data []float32, dims ...int) tensor.Tensor {
	return newOperand(s, data, dims...).device
}

// uints uploads a uint32 vector that lives until EndStep.
func uints(s *vk.Stream, data []uint32) tensor.Tensor {
	x := tensor.TempOf(s, tensor.Uint32, len(data))
	x.UploadUints(s, data)
	return x
}

// normal returns n normal deviates of the source with that name.
func normal(name string, n int) []float32 { return testgpu.Normal(testgpu.Rand(name), n) }

// unaligned is a view that begins one element into its buffer and is followed
// by one more element: kernels must neither assume vec4 alignment nor write
// outside. check fails the test if the elements around the view changed.
func unaligned(t *testing.T, s *vk.Stream, data []float32) (view tensor.Tensor, check func()) {
	t.Helper()
	const guard = 12345.5
	padded := append(append([]float32{guard}, data...), guard)
	x := device(s, padded, len(padded))
	return x.Rows(1, len(data)), func() {
		t.Helper()
		got := floats(t, s, x)
		if got[0] != guard || got[len(got)-1] != guard {
			t.Errorf("the kernel wrote outside its view: %v before, %v after", got[0], got[len(got)-1])
		}
	}
}
