package kernels

import (
	"fmt"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/tol"
	"autogan/vk/tensor"
)

func TestAdamStep(t *testing.T) {
	s := poisonedStream(t)
	for _, c := range []struct {
		n int
		tensor.AdamRates
	}{
		{1, tensor.AdamRates{LR: 2e-4, Beta1: 0, Beta2: 0.9, Eps: 1e-8, Step: 1}},
		{63, tensor.AdamRates{LR: 3.5e-4, Beta1: 0, Beta2: 0.9, Eps: 1e-8, Step: 7}},
		{257, tensor.AdamRates{LR: 0.01, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, Step: 1}},
		{1024, tensor.AdamRates{LR: 0.01, Beta1: 0.5, Beta2: 0.999, Eps: 0.1, Step: 100000}},
	} {
		for _, withGradient := range []bool{true, false} {
			name := fmt.Sprintf("adam %d, gradient %v", c.n, withGradient)
			w, g, m, v := normal(name, c.n), normal(name+" g", c.n), normal(name+" m", c.n), normal(name+" v", c.n)
			for i := range v {
				v[i] *= v[i]
			}
			view, check := unaligned(t, s, w)
			layouts := [][]tensor.Tensor{
				{device(s, w, c.n), device(s, m, c.n), device(s, v, c.n)},
				{view, device(s, m, c.n), device(s, v, c.n)},
			}
			var gradient tensor.Tensor
			wantG := ref.New(c.n)
			if withGradient {
				gradient, wantG = device(s, g, c.n), ref.From(g, c.n)
			}
			wantW, wantM, wantV := ref.From(w, c.n), ref.From(m, c.n), ref.From(v, c.n)
			ref.Adam{LR: c.LR, Beta1: c.Beta1, Beta2: c.Beta2, Eps: c.Eps}.Step(wantW, wantG, wantM, wantV, c.Step)
			for _, x := range layouts {
				tensor.AdamStep(s, x[0], gradient, x[1], x[2], c.AdamRates)
				tol.Sum(t, name+": w", floats(t, s, x[0]), wantW)
				tol.Sum(t, name+": m", floats(t, s, x[1]), wantM)
				tol.Sum(t, name+": v", floats(t, s, x[2]), wantV)
			}
			check()
		}
	}
}

func TestEMAUpdate(t *testing.T) {
	s := poisonedStream(t)
	for _, n := range []int{1, 65, 1000} {
		shadow, w := normal("shadow", n), normal("weight", n)
		view, check := unaligned(t, s, shadow)
		want := ref.EMA(ref.From(shadow, n), ref.From(w, n), 0.999)
		for _, x := range []tensor.Tensor{device(s, shadow, n), view} {
			tensor.EMAUpdate(s, x, device(s, w, n), 0.999)
			tol.Sum(t, "ema", floats(t, s, x), want)
		}
		check()
	}
}
