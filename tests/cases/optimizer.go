package cases

import (
	"fmt"

	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/tensor"
)

// rates are of GAN training, of the controller, usual ones, and a late step.
var rates = []tensor.AdamRates{
	{LR: 2e-4, Beta1: 0, Beta2: 0.9, Eps: 1e-8, Step: 1},
	{LR: 3.5e-4, Beta1: 0, Beta2: 0.9, Eps: 1e-8, Step: 7},
	{LR: 0.01, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, Step: 1},
	{LR: 0.01, Beta1: 0.5, Beta2: 0.999, Eps: 0.1, Step: 100000},
}

func optimizerOps() []Op {
	adam, ema := Op{Name: "adam_step", Variants: layouts}, Op{Name: "ema_update", Variants: layouts}
	for i, n := range counts {
		adam.Cases = append(adam.Cases, adamCase(n, rates[i%len(rates)], i%3 != 2, false))
		ema.Cases = append(ema.Cases, emaCase(n, false))
	}
	const parameters = 3 * 3 * 256 * 256 // of a convolution
	adam.Cases = append(adam.Cases, adamCase(parameters, rates[1], true, true))
	ema.Cases = append(ema.Cases, emaCase(parameters, true))
	return []Op{adam, ema}
}

// adamCase has the operands w, m, v and, unless it stands for zeros, g.
func adamCase(n int, r tensor.AdamRates, withGradient, network bool) Case {
	c := Case{Operands: []Operand{of(n).updated(), of(n).updated(), of(n).drawn(positive).updated()}, Network: network}
	if withGradient {
		c.Operands = append(c.Operands, of(n))
	}
	c.Launch = launches(func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		tensor.AdamStep(s, x[0], append(x, tensor.Tensor{})[3], x[1], x[2], r)
		return nil
	})
	c.Want = func(x []ref.Array) []ref.Array {
		g := append(x, ref.New(n))[3]
		var w, m, v = clone(x[0]), clone(x[1]), clone(x[2])
		ref.Adam{LR: r.LR, Beta1: r.Beta1, Beta2: r.Beta2, Eps: r.Eps}.Step(w, g, m, v, r.Step)
		return []ref.Array{w, m, v}
	}
	return named(c, fmt.Sprintf("beta%gstep%d", r.Beta1, r.Step))
}

func emaCase(n int, network bool) Case {
	const decay = 0.999
	c := Case{Operands: []Operand{of(n).updated(), of(n)}, Network: network}
	c.Launch = launches(func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		tensor.EMAUpdate(s, x[0], x[1], decay)
		return nil
	})
	c.Want = want(func(x []ref.Array) ref.Array { return ref.EMA(x[0], x[1], decay) })
	return named(c)
}

func clone(a ref.Array) ref.Array {
	b := ref.New(a.Shape...)
	copy(b.Data, a.Data)
	return b
}
