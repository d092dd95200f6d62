package cases

import (
	"fmt"

	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// weights are [in, out]; the last ones are the discriminator's, 3×3 of 64 and
// of 128 channels.
var weights = [][2]int{{1, 1}, {7, 9}, {8, 7}, {9, 8}, {3, 64}, {27, 64}, {64, 63}, {128, 1}, {65, 3}, {257, 5}, {4, 257}, {576, 64}, {1152, 128}}

const networkWeights = 11 // the first of them

func spectralOps() []Op {
	iteration := Op{Name: "spectral_norm_power_iteration", Variants: layouts}
	backward := Op{Name: "spectral_norm_backward", Variants: layouts}
	for i, w := range weights {
		for iterations := range 2 {
			iteration.Cases = append(iteration.Cases, powerIteration(w[0], w[1], iterations, iterations == 1 && i >= networkWeights))
		}
		backward.Cases = append(backward.Cases, spectralBackward(w[0], w[1], i >= networkWeights))
	}
	return []Op{iteration, backward, spectralNorm()}
}

// powerIteration has the operands weight, u and v, and the results u, v, sigma.
func powerIteration(in, out, iterations int, network bool) Case {
	u, v := of(out), of(in)
	if iterations > 0 {
		u, v = u.updated(), v.updated()
	}
	c := Case{Operands: []Operand{of(in, out), u, v}, Network: network}
	c.Launch = launches(func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		e := tensor.SpectralNormPowerIteration(s, x[0], x[1], x[2], iterations)
		return []tensor.Tensor{e.U, e.V, e.Sigma}
	})
	c.Want = func(x []ref.Array) []ref.Array {
		if iterations == 0 {
			return []ref.Array{x[1], x[2], ref.SpectralSigma(x[0], x[1], x[2])}
		}
		u, v, sigma := ref.PowerIteration(x[0], x[1], 1e-12)
		return []ref.Array{u, v, sigma, u, v}
	}
	return named(c, fmt.Sprint("I", iterations))
}

func spectralBackward(in, out int, network bool) Case {
	w := of(in, out)
	c := Case{Operands: []Operand{w, w, of(out), of(in), of(1).drawn(awayFromZero)}, Network: network}
	c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor {
		return tensor.SpectralNormBackward(s, x[0], x[1], tensor.Spectral{U: x[2], V: x[3], Sigma: x[4]})
	})
	c.Want = want(func(x []ref.Array) ref.Array { return ref.SpectralVJP(x[0], x[2], x[3], x[4], x[1]) })
	return named(c)
}

// spectralNorm has the operands weight, u and v. With an iteration u and v
// depend on the weight, and are held constant all the same.
func spectralNorm() Op {
	op := Op{Name: "spectral_norm"}
	for _, shape := range [][]int{{3, 3, 3, 8}, {12, 1}, {1, 1, 8, 5}, {36, 8}} {
		for iterations := range 2 {
			out := shape[len(shape)-1]
			in := tensor.Shape(shape).NumElements() / out
			c := Case{Operands: []Operand{of(shape...), of(out), of(in)}}
			c.Gradient = &Gradient{
				Device: func(x []*autograd.Var) *autograd.Var {
					return autograd.SpectralNorm(x[0], x[1].Value, x[2].Value, iterations)
				},
				Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var {
					y, _, _ := t.SpectralNorm(x[0], x[1].Array, x[2].Array, iterations)
					return y
				},
				Fixed:   []int{1, 2},
				Partial: iterations > 0,
			}
			op.Cases = append(op.Cases, named(c, fmt.Sprint("I", iterations)))
		}
	}
	return op
}
