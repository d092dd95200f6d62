package cases

import (
	"fmt"
	"math"
	"math/rand/v2"

	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/tensor"
	"autogan/vk/tensor/optable"
)

const lossScale = 1024

// scaleOf is the operand of a loss scale, after an overflow or without.
func scaleOf(overflow bool) Operand {
	values := []float64{lossScale, 7, 0}
	if overflow {
		values[2] = 1
	}
	i := 0
	return Operand{Shape: []int{tensor.LossScaleWidth}, Draw: func(*rand.Rand) float64 { i++; return values[(i-1)%len(values)] }}
}

func lossScaleOps() []Op {
	adam, check, update := newOp(optable.AdamStepScaled, layouts), newOp(optable.LossScaleCheck, layouts), newOp(optable.LossScaleUpdate, layouts)
	for i, n := range counts {
		adam.Cases = append(adam.Cases, adamScaledCase(rates[i%len(rates)], i%3 == 2, adamSlot{n, 1 + steps[i%len(steps)], i%4 == 3}))
		check.Cases = append(check.Cases, checkCase(i%2, n))
		update.Cases = append(update.Cases, scaleUpdateCase(n))
	}
	several := []adamSlot{{3, 6, false}, {1025, 2, false}, {64, 9, true}, {2500, 10, true}, {1024, 4, false}, {7, 30, false}}
	adam.Cases = append(adam.Cases, adamScaledCase(rates[2], false, several...), adamScaledCase(rates[2], true, several...))
	check.Cases = append(check.Cases, checkCase(0, 3, 1025, 64), checkCase(1, 3, 2500, 1024, 7))
	return []Op{adam, check, update}
}

// adamScaledCase has the operands scale and skipped, one step of each slot, and
// then those of adamCase.
func adamScaledCase(r tensor.AdamRates, overflow bool, slots ...adamSlot) Case {
	plain := adamCase(r, slots...)
	skipped := Operand{Shape: []int{len(slots)}, Draw: func(*rand.Rand) float64 { return 1 }, Update: true}
	c := Case{Operands: append([]Operand{scaleOf(overflow), skipped}, plain.Operands...)}
	c.Launch = launches(func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		var all []tensor.AdamSlot
		rest := x[2:]
		for i, slot := range slots {
			next := tensor.AdamSlot{W: rest[0], M: rest[1], V: rest[2], Step: slot.step, Place: i}
			if rest = rest[3:]; !slot.noGradient {
				next.G, rest = rest[0], rest[1:]
			}
			all = append(all, next)
		}
		tensor.AdamStepScaled(s, all, r, x[0], x[1])
		return nil
	})
	c.Want = func(x []ref.Array) []ref.Array {
		counts := clone(x[1])
		results := []ref.Array{counts}
		rest := x[2:]
		for i, slot := range slots {
			w, m, v, g := clone(rest[0]), clone(rest[1]), clone(rest[2]), ref.New(slot.n)
			if rest = rest[3:]; !slot.noGradient {
				g, rest = rest[0], rest[1:]
			}
			if overflow {
				counts.Data[i]++
			} else {
				ref.Adam{LR: r.LR, Beta1: r.Beta1, Beta2: r.Beta2, Eps: r.Eps}.StepScaled(w, g, m, v, slot.step, 1, lossScale)
			}
			results = append(results, w, m, v)
		}
		return results
	}
	c.Name = fmt.Sprintf("%dparameters-%d-beta%goverflow=%t", len(slots), slots[0].n, r.Beta1, overflow)
	return c
}

// checkCase has the operands scale and gradients; the last gradient ends with a
// value that is not finite if bad is 1.
func checkCase(bad int, sizes ...int) Case {
	c := Case{Operands: []Operand{scaleOf(false)}}
	c.Operands[0].Update = true
	for _, n := range sizes {
		c.Operands = append(c.Operands, of(n))
	}
	if last := &c.Operands[len(sizes)]; bad == 1 {
		n, drawn := last.Shape[0], 0
		last.Draw = func(r *rand.Rand) float64 {
			if drawn++; drawn%n == 0 {
				return []float64{math.Inf(1), math.Inf(-1), math.NaN()}[n%3]
			}
			return r.NormFloat64()
		}
	}
	c.Launch = launches(func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		tensor.LossScaleCheck(s, x[0], x[1:])
		return nil
	})
	c.Want = want(func(x []ref.Array) ref.Array {
		y := clone(x[0])
		y.Data[2] = float64(bad)
		return y
	})
	return named(c, fmt.Sprint("bad", bad))
}

// scaleUpdateCase has n scales, some at their bounds, a third after an overflow.
func scaleUpdateCase(n int) Case {
	const interval = 8
	drawn := 0
	c := Case{Operands: []Operand{{Shape: []int{n, tensor.LossScaleWidth}, Update: true, Draw: func(r *rand.Rand) float64 {
		drawn++
		switch drawn % tensor.LossScaleWidth {
		case 1:
			return math.Exp2(float64(12 * r.IntN(3)))
		case 2:
			return float64(r.IntN(interval))
		}
		return float64(r.IntN(3) / 2)
	}}}}
	c.Launch = launches(func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		tensor.LossScaleUpdate(s, x[0], interval)
		return nil
	})
	c.Want = want(func(x []ref.Array) ref.Array { return ref.LossScale(x[0], interval) })
	return named(c)
}
