package tensor

import (
	"time"

	"autogan/vk"
	"autogan/vk/tensor/convplan"
)

// ConvChoice is what timing has found of a convolution.
type ConvChoice struct {
	Kernel convplan.Kernel
	Time   time.Duration // that it takes on the kernel; 0 if that is not known
}

// ConvChoices maps shapes to the kernels on which a stream's convolutions with
// convplan.Auto run. Convplan's table chooses for all other shapes.
type ConvChoices map[convplan.Shape]ConvChoice

// UseConvChoices makes the stream's convolutions follow the choices, which must
// not be changed afterwards; nil goes back to the table. Choices change the
// order of sums, so the same bits need the same choices.
func UseConvChoices(s *vk.Stream, choices ConvChoices) { s.SetTuning(choices) }

// chosen replaces Auto by the stream's choice for k, if there is one.
func (k convolution) chosen(s *vk.Stream, asked convplan.Kernel) convplan.Kernel {
	choices, _ := s.Tuning().(ConvChoices)
	if asked != convplan.Auto {
		return asked
	}
	return choices[k.Shape].Kernel // Auto if there is none
}

// productsPerNanosecond is the pace at which a convolution is predicted that has
// not been timed: that of a small integrated GPU.
const productsPerNanosecond = 50

// expect predicts for the stream how long k will take.
func (k convolution) expect(s *vk.Stream) {
	choices, _ := s.Tuning().(ConvChoices)
	took := choices[k.Shape].Time
	if took == 0 {
		took = time.Duration(k.Products() / productsPerNanosecond)
	}
	s.Expect(took)
}

// Conv2DPlan is how Conv2DForward will run on the stream's device. It panics if
// the shapes do not fit.
func Conv2DPlan(s *vk.Stream, x Tensor, weightShape Shape, cfg Conv2DConfig) convplan.Plan {
	k := convolutionOf("conv2d", convplan.Forward, x.Shape, Tensor{Shape: weightShape}, cfg).of(x)
	return k.plan(s, k.chosen(s, cfg.Kernel), cfg.Steps(k.Pass))
}

// of is k on these activations, its operand or, for the gradient of a weight, both
// operands first: it notes whether one of them or the result has 16 bits and of
// which type, and whether an operand is float32 all the same. A weight is copied.
func (k convolution) of(activations ...Tensor) convolution {
	format := storedAs(activations...)
	if format == Float32 && k.Pass != convplan.BackwardWeight {
		format = k.result
	}
	k.Half, k.BFloat16 = format.Half(), format == BFloat16
	k.float32 = activations[0].DType == Float32 || k.Pass == convplan.BackwardWeight && activations[1].DType == Float32
	return k
}

// plan decides how k runs.
func (k convolution) plan(s *vk.Stream, asked convplan.Kernel, wanted convplan.Steps) convplan.Plan {
	return convplan.Of(s.Device().Caps(), convplan.Problem{Shape: k.Shape, Float32: k.float32, Wanted: wanted, Asked: asked})
}

// computed is the convolution that a plan's kernel computes.
func (k convolution) computed(plan convplan.Plan) convolution {
	return convolution{Shape: plan.Computed, spread: plan.Spread, result: k.result}
}

// padded is computed with the channels that the kernel takes.
func (k convolution) padded(plan convplan.Plan) convolution {
	return convolution{Shape: plan.Padded(), spread: plan.Spread, result: k.result}
}
