package cases

import (
	"fmt"

	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/tensor"
	"autogan/vk/tensor/optable"
)

// rates are of GAN training, of the controller, usual ones, and of a late step.
var rates = []tensor.AdamRates{
	{LR: 2e-4, Beta1: 0, Beta2: 0.9, Eps: 1e-8},
	{LR: 3.5e-4, Beta1: 0, Beta2: 0.9, Eps: 1e-8},
	{LR: 0.01, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8},
	{LR: 0.01, Beta1: 0.5, Beta2: 0.999, Eps: 0.1},
}

// steps are the steps at which these rates are tried.
var steps = []int{1, 7, 1, 100000}

// adamSlot is a parameter of n elements before its given step.
type adamSlot struct {
	n, step    int
	noGradient bool
}

const parameters = 3 * 3 * 256 * 256 // of a convolution

func optimizerOps() []Op {
	adam, ema := newOp(optable.AdamStep, layouts), newOp(optable.EMAUpdate, layouts)
	for i, n := range counts {
		adam.Cases = append(adam.Cases, adamCase(rates[i%len(rates)], adamSlot{n, steps[i%len(steps)], i%3 == 2}))
		ema.Cases = append(ema.Cases, emaCase(n))
	}
	// Parameters of several work groups and small ones, two without a gradient.
	several := []adamSlot{{3, 5, false}, {1025, 1, false}, {64, 2, true}, {2500, 9, true}, {1024, 3, false}, {1, 1000, false}, {7, 1, false}}
	adam.Cases = append(adam.Cases, adamCase(rates[2], several...))
	ema.Cases = append(ema.Cases, emaCase(3, 1025, 64, 2500, 1024, 1, 7))
	large := adamCase(rates[1], adamSlot{n: parameters, step: 7})
	large.Network = true
	adam.Cases = append(adam.Cases, large)
	large = emaCase(parameters)
	large.Network = true
	ema.Cases = append(ema.Cases, large)
	return []Op{adam, ema, addEach()}
}

// addEach has pairs of operands.
func addEach() Op {
	op := newOp(optable.AddEach, layouts)
	for _, sizes := range [][]int{{1}, {257}, {3, 1025, 64, 2500, 1024, 1, 7}, {8, 9, 63, 65}} {
		var c Case
		for _, n := range sizes {
			c.Operands = append(c.Operands, operand(optable.AddEach, 0, n), operand(optable.AddEach, 1, n))
		}
		c.Launch = launches(func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			var a, b []tensor.Tensor
			for ; len(x) > 0; x = x[2:] {
				a, b = append(a, x[0]), append(b, x[1])
			}
			return tensor.AddEach(s, a, b)
		})
		c.Want = func(x []ref.Array) (results []ref.Array) {
			for ; len(x) > 0; x = x[2:] {
				results = append(results, ref.Combine(ref.Add, x[0], x[1]))
			}
			return results
		}
		c.Name = fmt.Sprintf("%dpairs%d", len(sizes), sizes[0])
		op.Cases = append(op.Cases, c)
	}
	return op
}

// adamCase has for each slot the operands w, m, v and, unless it stands for zeros, g.
func adamCase(r tensor.AdamRates, slots ...adamSlot) Case {
	var c Case
	for _, slot := range slots {
		for i := range 3 {
			c.Operands = append(c.Operands, operand(optable.AdamStep, i, slot.n).updated())
		}
		if !slot.noGradient {
			c.Operands = append(c.Operands, operand(optable.AdamStep, 3, slot.n))
		}
	}
	c.Launch = launches(func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		var all []tensor.AdamSlot
		for _, slot := range slots {
			next := tensor.AdamSlot{W: x[0], M: x[1], V: x[2], Step: slot.step}
			if x = x[3:]; !slot.noGradient {
				next.G, x = x[0], x[1:]
			}
			all = append(all, next)
		}
		tensor.AdamStep(s, all, r)
		return nil
	})
	c.Want = func(x []ref.Array) (results []ref.Array) {
		for _, slot := range slots {
			w, m, v, g := clone(x[0]), clone(x[1]), clone(x[2]), ref.New(slot.n)
			if x = x[3:]; !slot.noGradient {
				g, x = x[0], x[1:]
			}
			ref.Adam{LR: r.LR, Beta1: r.Beta1, Beta2: r.Beta2, Eps: r.Eps}.Step(w, g, m, v, slot.step)
			results = append(results, w, m, v)
		}
		return results
	}
	if len(slots) > 1 {
		c.Name = fmt.Sprintf("%dparameters", len(slots))
		return c
	}
	return named(c, fmt.Sprintf("beta%gstep%d", r.Beta1, slots[0].step))
}

// emaCase has for each parameter the operands shadow and w.
func emaCase(sizes ...int) Case {
	const decay = 0.999
	var c Case
	for _, n := range sizes {
		c.Operands = append(c.Operands, operand(optable.EMAUpdate, 0, n).updated(), operand(optable.EMAUpdate, 1, n))
	}
	c.Launch = launches(func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		var shadows, params []tensor.Tensor
		for ; len(x) > 0; x = x[2:] {
			shadows, params = append(shadows, x[0]), append(params, x[1])
		}
		tensor.EMAUpdate(s, shadows, params, decay)
		return nil
	})
	c.Want = func(x []ref.Array) (results []ref.Array) {
		for ; len(x) > 0; x = x[2:] {
			results = append(results, ref.EMA(x[0], x[1], decay))
		}
		return results
	}
	if len(sizes) > 1 {
		c.Name = fmt.Sprintf("%dparameters", len(sizes))
		return c
	}
	return named(c)
}

func clone(a ref.Array) ref.Array {
	b := ref.New(a.Shape...)
	copy(b.Data, a.Data)
	return b
}
