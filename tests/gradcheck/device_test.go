package gradcheck

import (
	"math"
	"testing"

	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/tensor"
)

func upload(s *vk.Stream, x ref.Array) tensor.Tensor {
	y := tensor.Temp(s, x.Shape...)
	y.Upload(s, x.Floats())
	return y
}

func uploadUints(s *vk.Stream, x ref.Array) tensor.Tensor {
	y := tensor.TempOf(s, tensor.Uint32, x.Shape...)
	words := make([]uint32, len(x.Data))
	for i, v := range x.Data {
		words[i] = uint32(v)
	}
	y.UploadUints(s, words)
	return y
}

func floats(t *testing.T, s *vk.Stream, x tensor.Tensor) []float32 {
	t.Helper()
	data, err := x.Floats(s)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func halved(x []float32) []float32 {
	for i := range x {
		x[i] /= 2
	}
	return x
}

func dot(a []float32, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += float64(v) * b[i]
	}
	return sum
}

func innerProduct(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}

// slack is how far Σ weights·x may be off.
func slack(x ref.Array, weights []float64) float64 {
	sum := 0.0
	for i, m := range x.Mag {
		sum += ref.Unit * m * math.Abs(weights[i])
	}
	return sum
}
