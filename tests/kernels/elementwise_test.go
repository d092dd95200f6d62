package kernels

import (
	"testing"

	"autogan/tests/ref"
	"autogan/tests/tol"
	"autogan/vk/tensor"
)

func TestSaturatingFunctionsAreFinite(t *testing.T) {
	s := poisonedStream(t)
	x := newOperand(s, []float32{-3e38, -1000, -100, -20, 0, 20, 100, 1000, 3e38}, 9)
	tol.Sum(t, "tanh", floats(t, s, tensor.Tanh(s, x.device)), ref.Apply(ref.Tanh, x.ref))
	tol.Sum(t, "sigmoid", floats(t, s, tensor.Sigmoid(s, x.device)), ref.Apply(ref.Sigmoid, x.ref))
	tol.Sum(t, "softplus", floats(t, s, tensor.Softplus(s, x.device)), ref.Apply(ref.Softplus, x.ref))
	tol.Sum(t, "softplus backward", floats(t, s, tensor.SoftplusBackward(s, x.device, tensor.Full(s, 1, 9))), ref.ApplyVJP(ref.Softplus, x.ref, ref.From([]float32{1, 1, 1, 1, 1, 1, 1, 1, 1}, 9)))
	small := newOperand(s, []float32{-0.26, -0.25, -0.24, -1e-4, 1e-8, 1e-3, 0.1, 0.2499}, 8)
	tol.Sum(t, "tanh near zero", floats(t, s, tensor.Tanh(s, small.device)), ref.Apply(ref.Tanh, small.ref))
}
