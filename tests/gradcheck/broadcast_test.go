package gradcheck

import (
	"fmt"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk/autograd"
)

func TestBinary(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, c := range []struct {
		name string
		op   func(a, b *autograd.Var) *autograd.Var
		vjp  func(a, b, gradOutput ref.Array) (gradA, gradB ref.Array)
		step float64
		rel  float64
	}{
		{"add", autograd.Add, ref.AddVJP, 1, 1e-5},
		{"sub", autograd.Sub, ref.SubVJP, 1, 1e-5},
		{"mul", autograd.Mul, ref.MulVJP, 1, 1e-5}, // bilinear: central differences are exact
		{"div", autograd.Div, ref.DivVJP, 0.1, 3e-3},
	} {
		for _, shapes := range [][2][]int{
			{{13}, {13}}, {{5, 8}, {8}}, {{8}, {5, 8}}, {{2, 3, 5, 3}, {3}}, {{2, 3, 3, 4}, {2, 1, 1, 4}},
			{{5, 1}, {1, 4}}, {{3, 1, 5, 1}, {1, 2, 1, 3}}, {{4, 6}, {1}},
		} {
			t.Run(fmt.Sprintf("%s/%v%v", c.name, shapes[0], shapes[1]), func(t *testing.T) {
				op := func(in ...*autograd.Var) *autograd.Var { return c.op(in[0], in[1]) }
				p := newProblem(t.Name(), op, ref.BroadcastShape(shapes[0], shapes[1]), shapes[0], shapes[1])
				p.inputs[1] = awayFromZero(p.inputs[1], false)
				_, grads := p.run(t, s)
				wantA, wantB := c.vjp(p.inputs[0], p.inputs[1], p.cotangent)
				tol.Sum(t, "gradient of a", grads[0], wantA)
				tol.Sum(t, "gradient of b", grads[1], wantB)
				p.checkDirection(t, s, t.Name(), c.step, c.rel)
			})
		}
	}
}

// A variable used twice gets the sum of both cotangents: d(a·a)/da = 2a.
func TestVariableUsedTwice(t *testing.T) {
	_, s := testgpu.Stream(t)
	op := func(in ...*autograd.Var) *autograd.Var { return autograd.Mul(in[0], in[0]) }
	p := newProblem(t.Name(), op, []int{17}, []int{17})
	_, grads := p.run(t, s)
	tol.ULP(t, "gradient", grads[0], ref.ApplyVJP(ref.Square, p.inputs[0], p.cotangent), 1)
}
