package gradcheck

import (
	"math"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk/autograd"
)

// awayFromZero moves values to at least 0.4 from zero, so that a step of 0.1
// stays on one side of a kink, and keeps quotients and logarithms tame.
func awayFromZero(x ref.Array, positive bool) ref.Array {
	y := ref.New(x.Shape...)
	for i, v := range x.Data {
		v += math.Copysign(0.4, v)
		if positive {
			v = math.Abs(v)
		}
		y.AddTerm(i, float64(float32(v)))
	}
	return y
}

func TestUnary(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, c := range []struct {
		name     string
		op       func(x *autograd.Var) *autograd.Var
		ref      ref.Function
		positive bool
	}{
		{"relu", autograd.ReLU, ref.ReLU, false},
		{"leaky_relu", func(x *autograd.Var) *autograd.Var { return autograd.LeakyReLU(x, 0.2) }, ref.LeakyReLU(float64(float32(0.2))), false},
		{"tanh", autograd.Tanh, ref.Tanh, false},
		{"sigmoid", autograd.Sigmoid, ref.Sigmoid, false},
		{"exp", autograd.Exp, ref.Exp, false},
		{"log", autograd.Log, ref.Log, true},
		{"sqrt", autograd.Sqrt, ref.Sqrt, true},
		{"square", autograd.Square, ref.Square, false},
		{"abs", autograd.Abs, ref.Abs, false},
		{"neg", autograd.Neg, ref.Affine(-1, 0), false},
		{"scale", func(x *autograd.Var) *autograd.Var { return autograd.Scale(x, 2.5) }, ref.Affine(2.5, 0), false},
		{"add_scalar", func(x *autograd.Var) *autograd.Var { return autograd.AddScalar(x, 3) }, ref.Affine(1, 3), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			op := func(in ...*autograd.Var) *autograd.Var { return c.op(in[0]) }
			p := newProblem(t.Name(), op, []int{5, 13}, []int{5, 13})
			p.inputs[0] = awayFromZero(p.inputs[0], c.positive)
			_, grads := p.run(t, s)
			// The bound of tests/kernels: exp's 13 ULP, cancellation in 1−y² of |gradOutput| ≤ 5.
			tol.Within(t, "gradient", grads[0], ref.ApplyVJP(c.ref, p.inputs[0], p.cotangent), 2e-6, 1)
			p.checkDirection(t, s, t.Name(), 0.1, 1e-3)
		})
	}
}

func TestReshape(t *testing.T) {
	_, s := testgpu.Stream(t)
	op := func(in ...*autograd.Var) *autograd.Var { return autograd.Reshape(in[0], 3, 4) }
	p := newProblem(t.Name(), op, []int{3, 4}, []int{2, 6})
	_, grads := p.run(t, s)
	tol.Exact(t, "gradient", grads[0], p.cotangent)
}
