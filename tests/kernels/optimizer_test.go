package kernels_test

import (
	"fmt"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk/tensor"
)

func TestAdamStep(t *testing.T) {
	_, s := testgpu.Stream(t)
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
			device := []tensor.Tensor{floats(s, w, c.n), floats(s, m, c.n), floats(s, v, c.n)}
			view, check := unaligned(t, s, w)
			devices := [][]tensor.Tensor{device, {view, floats(s, m, c.n), floats(s, v, c.n)}}
			var gradient tensor.Tensor
			wantG := ref.New(c.n)
			if withGradient {
				gradient, wantG = floats(s, g, c.n), ref.From(g, c.n)
			}
			wantW, wantM, wantV := ref.From(w, c.n), ref.From(m, c.n), ref.From(v, c.n)
			ref.Adam{LR: c.LR, Beta1: c.Beta1, Beta2: c.Beta2, Eps: c.Eps}.Step(wantW, wantG, wantM, wantV, c.Step)
			for _, d := range devices {
				tensor.AdamStep(s, d[0], gradient, d[1], d[2], c.AdamRates)
				tol.Sum(t, name+": w", download(t, s, d[0]), wantW)
				tol.Sum(t, name+": m", download(t, s, d[1]), wantM)
				tol.Sum(t, name+": v", download(t, s, d[2]), wantV)
			}
			check()
		}
	}
}

func TestEMAUpdate(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, n := range []int{1, 65, 1000} {
		shadow, w := normal("shadow", n), normal("weight", n)
		view, check := unaligned(t, s, shadow)
		want := ref.EMA(ref.From(shadow, n), ref.From(w, n), 0.999)
		for _, x := range []tensor.Tensor{floats(s, shadow, n), view} {
			tensor.EMAUpdate(s, x, floats(s, w, n), 0.999)
			tol.Sum(t, "ema", download(t, s, x), want)
		}
		check()
	}
}
