package gradcheck

import (
	"fmt"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk/autograd"
)

func TestResample(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, c := range []struct {
		name    string
		op      func(x *autograd.Var, factor int) *autograd.Var
		vjp     func(gradY ref.Array, factor int) ref.Array
		enlarge bool
	}{
		{"nearest", autograd.UpsampleNearest2D, ref.SumPool2D, true},
		{"bilinear", autograd.UpsampleBilinear2D, ref.UpsampleBilinear2DVJP, true},
		{"avg pool", autograd.AvgPool2D, ref.AvgPool2DVJP, false},
	} {
		for _, factor := range []int{2, 4} {
			t.Run(fmt.Sprint(c.name, factor), func(t *testing.T) {
				small, large := []int{2, 3, 2, 5}, []int{2, 3 * factor, 2 * factor, 5}
				x, y := large, small
				if c.enlarge {
					x, y = small, large
				}
				op := func(in ...*autograd.Var) *autograd.Var { return c.op(in[0], factor) }
				p := newProblem(t.Name(), op, y, x)
				_, grads := p.run(t, s)
				tol.Sum(t, "gradient of x", grads[0], c.vjp(p.cotangent, factor))
				p.checkDirection(t, s, t.Name(), affineStep, affineRel)
			})
		}
	}
}
