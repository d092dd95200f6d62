package gradcheck

import (
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk/autograd"
)

func TestReductions(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, c := range []struct {
		name   string
		op     func(x *autograd.Var) *autograd.Var
		result []int
		kept   []int // result with the summed axes as ones
		scale  float64
	}{
		{"sum", autograd.Sum, []int{1}, []int{1}, 1},
		{"mean", autograd.Mean, []int{1}, []int{1}, 1.0 / (2 * 3 * 5 * 7)},
		{"sum_rows", autograd.SumRows, []int{7}, []int{7}, 1},
		{"sum_hw", autograd.SumHW, []int{2, 7}, []int{2, 1, 1, 7}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			op := func(in ...*autograd.Var) *autograd.Var { return c.op(in[0]) }
			shape := []int{2, 3, 5, 7}
			p := newProblem(t.Name(), op, c.result, shape)
			_, grads := p.run(t, s)
			kept := ref.Array{Shape: c.kept, Data: p.cotangent.Data, Mag: p.cotangent.Mag}
			want := ref.Apply(ref.Affine(c.scale, 0), ref.BroadcastTo(kept, shape...))
			tol.ULP(t, "gradient", grads[0], want, 2)
			p.checkDirection(t, s, t.Name(), 1, 1e-5)
		})
	}
}
