package gradcheck

import (
	"fmt"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

func TestSpectralNorm(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, shape := range [][]int{{3, 3, 3, 8}, {12, 1}, {1, 1, 8, 5}} {
		t.Run(fmt.Sprint(shape), func(t *testing.T) {
			out := shape[len(shape)-1]
			in := tensor.Shape(shape[:len(shape)-1]).NumElements()
			r := testgpu.Rand(t.Name() + " u")
			u, v := ref.From(testgpu.Normal(r, out), out), ref.From(testgpu.Normal(r, in), in)
			op := func(in ...*autograd.Var) *autograd.Var {
				return autograd.SpectralNorm(in[0], upload(s, u), upload(s, v), 1)
			}
			p := newProblem(t.Name(), op, shape, shape)
			_, grads := p.run(t, s)
			nextU, nextV, _ := ref.PowerIteration(p.inputs[0], u, 1e-12)
			want := ref.SpectralVJP(p.inputs[0], nextU, nextV, p.cotangent)
			// As in tests/kernels: two products and two lengths.
			tol.Terms(t, "gradient", grads[0], want, 2e-6)
		})
	}
}

// With u and v given, and so constant, the gradient is that of the function.
func TestSpectralNormDirection(t *testing.T) {
	_, s := testgpu.Stream(t)
	r := testgpu.Rand(t.Name())
	w := ref.From(testgpu.Normal(r, 36*8), 36, 8)
	u, v, _ := ref.PowerIteration(w, ref.From(testgpu.Normal(r, 8), 8), 1e-12)
	op := func(in ...*autograd.Var) *autograd.Var {
		return autograd.SpectralNorm(in[0], upload(s, u), upload(s, v), 0)
	}
	p := newProblem(t.Name(), op, []int{36, 8}, []int{36, 8})
	p.inputs[0] = w
	p.checkDirection(t, s, t.Name(), 0.1, 1e-3)
}

// Two forwards on one tape, as D(real) and D(fake) of a step: the second
// updates u and v in place, and the first's gradient must not see that.
func TestSpectralNormTwiceOnOneTape(t *testing.T) {
	_, s := testgpu.Stream(t)
	r := testgpu.Rand(t.Name())
	u0, v0 := ref.From(testgpu.Normal(r, 4), 4), ref.From(testgpu.Normal(r, 9), 9)
	op := func(in ...*autograd.Var) *autograd.Var {
		u, v := upload(s, u0), upload(s, v0)
		first := autograd.SpectralNorm(in[0], u, v, 1)
		second := autograd.SpectralNorm(in[0], u, v, 1)
		return autograd.Add(first, autograd.Scale(second, 2))
	}
	p := newProblem(t.Name(), op, []int{9, 4}, []int{9, 4})
	_, grads := p.run(t, s)
	w, g := p.inputs[0], p.cotangent
	u1, v1, _ := ref.PowerIteration(w, u0, 1e-12)
	u2, v2, _ := ref.PowerIteration(w, u1, 1e-12)
	want := ref.SpectralVJP(w, u1, v1, g)
	for i, term := range ref.SpectralVJP(w, u2, v2, g).Data {
		want.AddTerm(i, 2*term)
	}
	tol.Terms(t, "gradient", grads[0], want, 5e-6)
}
