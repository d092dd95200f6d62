package gradcheck

import (
	"fmt"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk/autograd"
)

const normEps = 1e-5

// normRelative is that of tests/kernels: the variance is summed about a sample.
const normRelative = 5e-6

func TestBatchNorm2D(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, train := range []bool{true, false} {
		for _, shape := range [][]int{{4, 4, 4, 8}, {3, 5, 7, 3}, {16, 8, 8, 4}} {
			t.Run(fmt.Sprintf("train=%v/%v", train, shape), func(t *testing.T) {
				c := shape[3]
				rows := shape[0] * shape[1] * shape[2]
				r := testgpu.Rand(t.Name() + " running")
				mean, variance := ref.From(testgpu.Normal(r, c), c), ref.Apply(ref.Exp, ref.From(testgpu.Normal(r, c), c))
				op := func(in ...*autograd.Var) *autograd.Var {
					running := autograd.BatchStats{Mean: upload(s, mean), Var: upload(s, variance)}
					cfg := autograd.BatchNormConfig{Eps: normEps, Momentum: 0.1, Train: train}
					return autograd.BatchNorm2D(in[0], in[1], in[2], running, cfg)
				}
				p := newProblem(t.Name(), op, shape, shape, []int{c}, []int{c})
				_, grads := p.run(t, s)
				stats := ref.Stats{Mean: mean, Variance: ref.From(variance.Floats(), c)}
				if train {
					stats = ref.NormStats(p.inputs[0], 1, rows, c)
				}
				x, gamma, beta := ref.NormVJP(p.inputs[0], p.cotangent, stats, p.inputs[1], normEps, train, 1, rows, c)
				tol.Terms(t, "gradient of x", grads[0], x, normRelative)
				tol.Terms(t, "gradient of gamma", grads[1], gamma, normRelative)
				tol.Terms(t, "gradient of beta", grads[2], beta, normRelative)
				p.checkDirection(t, s, t.Name(), 0.1, 1e-3)
			})
		}
	}
}

func TestInstanceNorm2D(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, shape := range [][]int{{4, 4, 4, 8}, {3, 5, 7, 3}, {1, 2, 3, 1}} {
		t.Run(fmt.Sprint(shape), func(t *testing.T) {
			n, rows, c := shape[0], shape[1]*shape[2], shape[3]
			op := func(in ...*autograd.Var) *autograd.Var { return autograd.InstanceNorm2D(in[0], normEps) }
			p := newProblem(t.Name(), op, shape, shape)
			_, grads := p.run(t, s)
			gamma := ref.New(c)
			for i := range gamma.Data {
				gamma.AddTerm(i, 1)
			}
			stats := ref.NormStats(p.inputs[0], n, rows, c)
			x, _, _ := ref.NormVJP(p.inputs[0], p.cotangent, stats, gamma, normEps, true, n, rows, c)
			tol.Terms(t, "gradient of x", grads[0], x, normRelative)
			p.checkDirection(t, s, t.Name(), 0.03, 3e-3)
		})
	}
}
