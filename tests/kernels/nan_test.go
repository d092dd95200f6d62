package kernels

import (
	"math"
	"testing"

	"autogan/vk/autograd/functions"
	"autogan/vk/tensor"
	"autogan/vk/tensor/optable"
)

// TestMaxPoolKeepsNaN has a NaN in the middle of a window and at its ends.
func TestMaxPoolKeepsNaN(t *testing.T) {
	s := poisonedStream(t)
	nan := float32(math.NaN())
	for _, channels := range []int{1, 4} { // one build each
		for at := range 4 {
			image := make([]float32, 4*channels)
			image[at*channels] = nan
			got := floats(t, s, tensor.MaxPool2D(s, device(s, image, 1, 2, 2, channels), tensor.Window{Size: 2}))
			for c, v := range got {
				if math.IsNaN(float64(v)) != (c == 0) {
					t.Errorf("%d channels, NaN in pixel %d: got %v", channels, at, got)
				}
			}
		}
	}
}

// TestFunctionsKeepNaN checks that a value that has diverged can't hide after
// an activation: a loss made of it must show it. Exponential and logarithm are the
// device's own, and SwiftShader's give numbers for NaN.
func TestFunctionsKeepNaN(t *testing.T) {
	s := poisonedStream(t)
	nan := float32(math.NaN())
	for _, f := range functions.Unaries {
		if f.Op == optable.Exp || f.Op == optable.Log {
			continue
		}
		for _, input := range [][]float32{{nan, 0.5, 2}, {3, nan, 1, 2, nan, 0.5, 1, 1}} { // one build each
			got := floats(t, s, f.Forward(s, device(s, input, len(input)), 0.2, 0.3))
			for i, v := range input {
				if math.IsNaN(float64(v)) != math.IsNaN(float64(got[i])) {
					t.Errorf("%v of %v is %v", f.Op, input, got)
				}
			}
		}
	}
}

// TestHingeLossKeepsNaN has a single NaN among the scores of either side.
func TestHingeLossKeepsNaN(t *testing.T) {
	s := poisonedStream(t)
	clean, diverged := device(s, []float32{2, -3}, 2), device(s, []float32{2, float32(math.NaN())}, 2)
	for name, loss := range map[string]tensor.Tensor{"real": tensor.HingeLossD(s, diverged, clean), "fake": tensor.HingeLossD(s, clean, diverged)} {
		if got := floats(t, s, loss); !math.IsNaN(float64(got[0])) {
			t.Errorf("NaN among the %s scores: the loss is %v", name, got)
		}
	}
}
