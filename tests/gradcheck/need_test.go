package gradcheck

import (
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// An operand that needs no gradient costs no kernel in the backward pass.
func TestConstantOperandsLaunchNothing(t *testing.T) {
	_, s := testgpu.Stream(t)
	w := &autograd.Param{Name: "w", Value: tensor.Full(s, 2, 4, 8)}
	c := tensor.Full(s, 3, 8) // broadcast: its gradient would need a sum besides
	backward := func(build func(w, c *autograd.Var) *autograd.Var) uint64 {
		tape := autograd.NewTape(s, w)
		loss := autograd.Sum(build(tape.Param(w), tape.Const(c)))
		before := s.Stats().Dispatches
		tape.Backward(loss)
		return s.Stats().Dispatches - before
	}
	alone := backward(func(w, _ *autograd.Var) *autograd.Var { return w })
	for _, op := range []struct {
		name    string
		f       func(a, b *autograd.Var) *autograd.Var
		kernels uint64
	}{{"add", autograd.Add, 0}, {"sub", autograd.Sub, 0}, {"mul", autograd.Mul, 1}, {"div", autograd.Div, 1}} {
		if got := backward(op.f) - alone; got != op.kernels {
			t.Errorf("%s: %d kernels for the gradient of w, want %d", op.name, got, op.kernels)
		}
	}
	tape := autograd.NewTape(s, w)
	before := s.Stats().Dispatches
	tape.Backward(autograd.Sum(autograd.Detach(autograd.Square(tape.Param(w)))))
	if got := s.Stats().Dispatches - before; got > 3 {
		t.Errorf("a detached loss launched %d kernels, want none but square, sum and the loss's cotangent", got)
	}
}

// A constant operand of a convolution costs no kernel in the backward pass
// either.
func TestConv2DSkipsGradientsOfConstants(t *testing.T) {
	_, s := testgpu.Stream(t)
	weight := &autograd.Param{Name: "weight", Value: tensor.Full(s, 0.5, 1, 1, 4, 4)}
	tape := autograd.NewTape(s, weight)
	x := tape.Const(tensor.Full(s, 1, 1, 2, 2, 4))
	y := autograd.Conv2D(x, tape.Param(weight), nil, tensor.Conv2DConfig{})
	loss := autograd.Sum(autograd.Conv2D(y, tape.Const(weight.Value), nil, tensor.Conv2DConfig{}))
	before := s.Stats().Dispatches
	tape.Backward(loss)
	// The sum's gradient, the second convolution's transposed weight and input
	// gradient, the first one's weight gradient.
	if got := s.Stats().Dispatches - before; got != 4 {
		t.Errorf("backward took %d dispatches, want 4", got)
	}
}
