package layers

import (
	"math"

	"autogan/vk"
	"autogan/vk/tensor"
)

// XavierUniform draws from U(±√(6/(fanIn+fanOut))) (Glorot and Bengio 2010,
// gain 1): the reference code's initialisation of the generator's convolutions.
func XavierUniform(s *vk.Stream, t tensor.Tensor, seed, stream uint64) {
	in, out := fans(t.Shape)
	bound := float32(math.Sqrt(6 / float64(in+out)))
	tensor.RandomUniform(s, t, -bound, bound, seed, stream)
}

// UniformFanIn draws from U(±1/√fanIn), PyTorch's default for weights.
func UniformFanIn(s *vk.Stream, t tensor.Tensor, seed, stream uint64) {
	in, _ := fans(t.Shape)
	UniformBound(fanInBound(in))(s, t, seed, stream)
}

// UniformBound draws from U(±bound).
func UniformBound(bound float32) Init {
	return func(s *vk.Stream, t tensor.Tensor, seed, stream uint64) {
		tensor.RandomUniform(s, t, -bound, bound, seed, stream)
	}
}

// Normal draws from N(mean, deviation²).
func Normal(mean, deviation float32) Init {
	return func(s *vk.Stream, t tensor.Tensor, seed, stream uint64) {
		tensor.RandomNormal(s, t, mean, deviation, seed, stream)
	}
}

// Constant sets every element to value.
func Constant(value float32) Init {
	return func(s *vk.Stream, t tensor.Tensor, _, _ uint64) { tensor.Fill(s, t, value) }
}

// fans counts the inputs of an output and the outputs of an input, taps
// included, of a weight [in, out] or [KH, KW, in, out].
func fans(shape tensor.Shape) (in, out int) {
	n := len(shape)
	receptive := shape[:n-2].NumElements()
	return receptive * shape[n-2], receptive * shape[n-1]
}

func fanInBound(fanIn int) float32 { return float32(1 / math.Sqrt(float64(fanIn))) }
