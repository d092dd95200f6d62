package kernels

import (
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
