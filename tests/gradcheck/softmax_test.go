package gradcheck

import (
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk/autograd"
)

func TestSoftmax(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, c := range []struct {
		name string
		op   func(x *autograd.Var) *autograd.Var
		want func(x, dy ref.Array) ref.Array
	}{
		{"softmax", autograd.Softmax, func(x, dy ref.Array) ref.Array { return ref.SoftmaxVJP(ref.Softmax(x), dy) }},
		{"log softmax", autograd.LogSoftmax, func(x, dy ref.Array) ref.Array { return ref.LogSoftmaxVJP(ref.LogSoftmax(x), dy) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			op := func(in ...*autograd.Var) *autograd.Var { return c.op(in[0]) }
			p := newProblem(t.Name(), op, []int{7, 5}, []int{7, 5})
			_, grads := p.run(t, s)
			// y itself carries exp's error of some units; cotangents are below 5.
			tol.Within(t, "gradient", grads[0], c.want(p.inputs[0], p.cotangent), 2e-6, 1)
			p.checkDirection(t, s, t.Name(), 0.1, 1e-3)
		})
	}
}
