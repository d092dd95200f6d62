package kernels

import (
	"math"
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
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

// TestActivationsKeepNaN checks that a value that has diverged can't hide
// behind an activation: a loss made of it must show it.
func TestActivationsKeepNaN(t *testing.T) {
	dev, s := testgpu.Stream(t)
	nan := float32(math.NaN())
	for name, f := range map[string]func(s *vk.Stream, x tensor.Tensor) tensor.Tensor{
		"ReLU":      tensor.ReLU,
		"LeakyReLU": func(s *vk.Stream, x tensor.Tensor) tensor.Tensor { return tensor.LeakyReLU(s, x, 0.2) },
		"Tanh":      tensor.Tanh,
		"Sigmoid":   tensor.Sigmoid,
	} {
		for _, input := range [][]float32{{nan, -1, 2}, {3, nan, -1, 2, nan, 0, 1, 1}} { // one build each
			x, err := tensor.FromSlice(s, input, len(input))
			if err != nil {
				t.Fatal(err)
			}
			got, err := f(s, x).Floats(s)
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range input {
				if math.IsNaN(float64(v)) != math.IsNaN(float64(got[i])) {
					t.Errorf("%s of %v is %v", name, input, got)
				}
			}
			x.Release(dev)
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
