package gradcheck

import (
	"fmt"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk/autograd"
)

func TestMatMul(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, size := range [][3]int{{1, 1, 1}, {3, 5, 7}, {8, 12, 20}, {1, 40, 12}} {
		for flags := range 4 {
			transA, transB := flags&1 != 0, flags&2 != 0
			t.Run(fmt.Sprint(size, transA, transB), func(t *testing.T) {
				a, b := []int{size[0], size[2]}, []int{size[2], size[1]}
				if transA {
					a = []int{size[2], size[0]}
				}
				if transB {
					b = []int{size[1], size[2]}
				}
				op := func(in ...*autograd.Var) *autograd.Var { return autograd.MatMul(in[0], in[1], transA, transB) }
				p := newProblem(t.Name(), op, []int{size[0], size[1]}, a, b)
				_, grads := p.run(t, s)
				gradA, gradB := ref.MatMulVJP(p.inputs[0], p.inputs[1], p.cotangent, transA, transB)
				tol.Sum(t, "gradient of a", grads[0], gradA)
				tol.Sum(t, "gradient of b", grads[1], gradB)
				p.checkDirection(t, s, t.Name(), affineStep, affineRel)
			})
		}
	}
}

func TestLinear(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, size := range [][3]int{{1, 1, 1}, {3, 5, 7}, {8, 12, 20}, {64, 1, 16}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			op := func(in ...*autograd.Var) *autograd.Var { return autograd.Linear(in[0], in[1], in[2]) }
			p := newProblem(t.Name(), op, []int{size[0], size[1]}, []int{size[0], size[2]}, []int{size[2], size[1]}, []int{size[1]})
			_, grads := p.run(t, s)
			gradX, gradWeight := ref.MatMulVJP(p.inputs[0], p.inputs[1], p.cotangent, false, false)
			tol.Sum(t, "gradient of x", grads[0], gradX)
			tol.Sum(t, "gradient of weight", grads[1], gradWeight)
			tol.Sum(t, "gradient of bias", grads[2], ref.SumTo(p.cotangent, size[1]))
			p.checkDirection(t, s, t.Name(), affineStep, affineRel)
		})
	}
}
