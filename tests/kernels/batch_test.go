package kernels

import (
	"testing"
	"time"

	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

// TestConvolutionsAreSubmittedByPrediction submits six convolutions of each
// kind, of known and of unknown time, in batches of 100 ms.
func TestConvolutionsAreSubmittedByPrediction(t *testing.T) {
	s := testgpu.StreamWith(t, vk.StreamOptions{SubmitTime: 100 * time.Millisecond})
	x, weight, y := tensor.Temp(s, 2, 4, 4, 8), tensor.Temp(s, 3, 3, 8, 4), tensor.Temp(s, 2, 4, 4, 4)
	small, patches := tensor.Temp(s, 2, 2, 2, 4), tensor.Temp(s, 2, 2, 8, 4)
	shape := convplan.Shape{N: 2, H: 4, W: 4, C: 8, KH: 3, KW: 3, O: 4, Stride: 1, PaddingH: 1, PaddingW: 1}
	of := func(pass convplan.Pass) convplan.Shape { shape.Pass = pass; return shape }
	cfg := tensor.Conv2DConfig{Padding: 1}
	for name, c := range map[string]struct {
		shape convplan.Shape
		run   func()
	}{
		"forward":        {of(convplan.Forward), func() { tensor.Conv2DForward(s, x, weight, tensor.Tensor{}, cfg) }},
		"backwardInput":  {of(convplan.BackwardInput), func() { tensor.Conv2DBackwardInput(s, y, weight, x, cfg) }},
		"backwardWeight": {of(convplan.BackwardWeight), func() { tensor.Conv2DBackwardWeight(s, x, y, weight.Shape, false, cfg) }},
		"transposed": {convplan.Shape{Pass: convplan.BackwardInput, N: 2, H: 4, W: 4, C: 8, KH: 2, KW: 2, O: 4, Stride: 2}, func() {
			tensor.ConvTranspose2DForward(s, small, patches, tensor.Tensor{})
		}},
	} {
		for took, want := range map[time.Duration]uint64{0: 1, 33 * time.Millisecond: 2, 51 * time.Millisecond: 6, 99 * time.Millisecond: 6} {
			tensor.UseConvChoices(s, tensor.ConvChoices{c.shape: {Time: took}})
			if err := s.Submit(); err != nil {
				t.Fatal(err)
			}
			before := s.Stats().Submits
			for range 6 {
				c.run()
			}
			if err := s.Submit(); err != nil {
				t.Fatal(err)
			}
			if got := s.Stats().Submits - before; got != want {
				t.Errorf("%s: six of %v each are submitted in %d batches, want %d", name, took, got, want)
			}
		}
	}
}

// TestUntimedWorkIsPredictedByItsProducts records a large convolution and a large
// matrix product, which are cut from what follows. Nothing of them is run, since
// that would take seconds on a CPU.
func TestUntimedWorkIsPredictedByItsProducts(t *testing.T) {
	s := testgpu.StreamWith(t, vk.StreamOptions{RecordOnly: true})
	x, weight := tensor.Temp(s, 64, 32, 32, 256), tensor.Temp(s, 3, 3, 256, 256)
	a, b := tensor.Temp(s, 8192, 4096), tensor.Temp(s, 4096, 1024)
	for name, c := range map[string]struct {
		products float64
		run      func()
	}{
		"convolution": {64 * 32 * 32 * 9 * 256 * 256, func() { tensor.Conv2DForward(s, x, weight, tensor.Tensor{}, tensor.Conv2DConfig{Padding: 1}) }},
		"product":     {8192 * 4096 * 1024, func() { tensor.MatMul(s, a, b, false, false) }},
	} {
		before := s.Stats().Predicted
		c.run()
		if got, want := (s.Stats().Predicted - before).Seconds(), c.products/50e9; got < 0.999*want || got > 1.5*want {
			t.Errorf("%s: predicted to take %.3f s, at 50 billion products a second it takes %.3f s", name, got, want)
		}
	}
}
