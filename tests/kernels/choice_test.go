package kernels

import (
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

// TestConvolutionsFollowChoices tells kernels apart by the number of their
// dispatches: with three channels only the scalar ones need no padding.
func TestConvolutionsFollowChoices(t *testing.T) {
	_, s := testgpu.Stream(t)
	x, weight, y := tensor.Temp(s, 1, 4, 4, 3), tensor.Temp(s, 3, 3, 3, 5), tensor.Temp(s, 1, 4, 4, 5)
	small, patches := tensor.Temp(s, 1, 2, 2, 5), tensor.Temp(s, 2, 2, 3, 5)
	shape := convplan.Shape{N: 1, H: 4, W: 4, C: 3, KH: 3, KW: 3, O: 5, Stride: 1, PaddingH: 1, PaddingW: 1}
	transposed := convplan.Shape{Pass: convplan.BackwardInput, N: 1, H: 4, W: 4, C: 3, KH: 2, KW: 2, O: 5, Stride: 2}
	of := func(pass convplan.Pass) convplan.Shape { shape.Pass = pass; return shape }
	for name, c := range map[string]struct {
		shape convplan.Shape
		run   func(cfg tensor.Conv2DConfig)
	}{
		"forward":        {of(convplan.Forward), func(cfg tensor.Conv2DConfig) { tensor.Conv2DForward(s, x, weight, tensor.Tensor{}, cfg) }},
		"backwardInput":  {of(convplan.BackwardInput), func(cfg tensor.Conv2DConfig) { tensor.Conv2DBackwardInput(s, y, weight, x, cfg) }},
		"backwardWeight": {of(convplan.BackwardWeight), func(cfg tensor.Conv2DConfig) { tensor.Conv2DBackwardWeight(s, x, y, weight.Shape, false, cfg) }},
		"transposed": {transposed, func(cfg tensor.Conv2DConfig) {
			if cfg.Kernel == convplan.Auto { // the only one a caller can ask for
				tensor.ConvTranspose2DForward(s, small, patches, tensor.Tensor{})
				return
			}
			cfg.Stride, cfg.Padding = 2, 0
			tensor.Conv2DBackwardInput(s, small, patches, x, cfg)
		}},
	} {
		dispatches := func(kernel convplan.Kernel, choices tensor.ConvChoices) uint64 {
			tensor.UseConvChoices(s, choices)
			defer tensor.UseConvChoices(s, nil)
			return launched(s, func() { c.run(tensor.Conv2DConfig{Padding: 1, Kernel: kernel}) })
		}
		chosen := tensor.ConvChoices{c.shape: {Kernel: convplan.Scalar}}
		scalar, vec4 := dispatches(convplan.Scalar, nil), dispatches(convplan.Vec4, nil)
		if scalar >= vec4 {
			t.Fatalf("%s: %d dispatches with the scalar kernel, %d with vec4: they tell nothing", name, scalar, vec4)
		}
		if got := dispatches(convplan.Auto, chosen); got != scalar {
			t.Errorf("%s: %d dispatches when the scalar kernel is chosen, want %d", name, got, scalar)
		}
		if got := dispatches(convplan.Vec4, chosen); got != vec4 {
			t.Errorf("%s: a caller's kernel gives way to the choice: %d dispatches, want %d", name, got, vec4)
		}
		other := c.shape
		other.N++
		if got := dispatches(convplan.Auto, tensor.ConvChoices{other: {Kernel: convplan.Scalar}}); got == scalar {
			t.Errorf("%s: another shape's choice counts", name)
		}
	}
}

// TestChoicesTellTypesApart has choices for one type of activations, which do not
// count for the other. The scalar kernel needs copies of float16 in float32.
func TestChoicesTellTypesApart(t *testing.T) {
	_, s := testgpu.Stream(t)
	shape := convplan.Shape{N: 1, H: 4, W: 4, C: 8, KH: 1, KW: 1, O: 8, Stride: 1}
	weight := tensor.Temp(s, 1, 1, 8, 8)
	for _, half := range []bool{false, true} {
		x := tensor.Temp(s, 1, 4, 4, 8)
		if half {
			x = tensor.TempOf(s, tensor.Float16, 1, 4, 4, 8)
		}
		dispatches := func(chosenFor bool, kernel convplan.Kernel) uint64 {
			shape.Half = chosenFor
			tensor.UseConvChoices(s, tensor.ConvChoices{shape: {Kernel: kernel}})
			defer tensor.UseConvChoices(s, nil)
			return launched(s, func() { tensor.Conv2DForward(s, x, weight, tensor.Tensor{}, tensor.Conv2DConfig{Result: x.DType}) })
		}
		planned, scalar := dispatches(half, convplan.Auto), dispatches(half, convplan.Scalar)
		if other := dispatches(!half, convplan.Scalar); half && planned == scalar || other != planned {
			t.Errorf("float16 %t: %d dispatches as planned, %d on the scalar kernel, %d if that is chosen for the other type", half, planned, scalar, other)
		}
	}
}

// launched counts the dispatches of a call.
func launched(s *vk.Stream, call func()) uint64 {
	before := s.Stats().Dispatches
	call()
	return s.Stats().Dispatches - before
}
