package cases

import (
	"fmt"
	"strings"

	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// weights are [in, out]; the last ones are the discriminator's, 3×3 of 64 and
// of 128 channels.
var weights = [][2]int{{1, 1}, {7, 9}, {8, 7}, {9, 8}, {3, 64}, {27, 64}, {64, 63}, {128, 1}, {65, 3}, {257, 5}, {4, 257}, {576, 64}, {1152, 128}}

const networkWeights = 11 // the first of them

// several weights are normalised together: some take many work groups, some one.
var several = [][2]int{{27, 64}, {1, 1}, {576, 64}, {64, 63}, {128, 1}, {300, 68}}

func spectralOps() []Op {
	norm := Op{Name: "spectral_norm", Variants: layouts}
	backward := Op{Name: "spectral_norm_backward", Variants: layouts}
	for i, w := range weights {
		for iterations := range 2 {
			norm.Cases = append(norm.Cases, spectralNorm(iterations, iterations == 1 && i >= networkWeights, w))
		}
		backward.Cases = append(backward.Cases, spectralBackward(i >= networkWeights, w))
	}
	for iterations := range 2 {
		norm.Cases = append(norm.Cases, spectralNorm(iterations, false, several...))
	}
	backward.Cases = append(backward.Cases, spectralBackward(false, several...))
	return []Op{norm, backward, spectralGradient(), spectralPairGradient()}
}

// spectralNorm has for each weight the operands weight, u and v, and the results
// normalised weight, u, v, sigma.
func spectralNorm(iterations int, network bool, sizes ...[2]int) Case {
	c := Case{Network: network}
	for _, size := range sizes {
		u, v := of(size[1]), of(size[0])
		if iterations > 0 {
			u, v = u.updated(), v.updated()
		}
		c.Operands = append(c.Operands, of(size[0], size[1]), u, v)
	}
	c.Launch = launches(func(s *vk.Stream, x []tensor.Tensor) (results []tensor.Tensor) {
		var all []tensor.SpectralWeight
		for ; len(x) > 0; x = x[3:] {
			all = append(all, tensor.SpectralWeight{W: x[0], U: x[1], V: x[2]})
		}
		normalised, estimates := tensor.SpectralNorm(s, all, iterations)
		for i, e := range estimates {
			results = append(results, normalised[i], e.U, e.V, e.Sigma)
		}
		return results
	})
	c.Want = func(x []ref.Array) []ref.Array {
		var results, updates []ref.Array
		for ; len(x) > 0; x = x[3:] {
			u, v, sigma := x[1], x[2], ref.SpectralSigma(x[0], x[1], x[2])
			if iterations > 0 {
				u, v, sigma = ref.PowerIteration(x[0], x[1], 1e-12)
				updates = append(updates, u, v)
			}
			results = append(results, ref.SpectralScale(x[0], sigma), u, v, sigma)
		}
		return append(results, updates...)
	}
	return severally(c, len(sizes), fmt.Sprint("I", iterations))
}

// severally names a case by the shapes of its operands if there is one weight,
// else by the number of weights.
func severally(c Case, weights int, parameters ...string) Case {
	if weights == 1 {
		return named(c, parameters...)
	}
	c.Name = strings.Join(append([]string{fmt.Sprint(weights, "weights")}, parameters...), "-")
	return c
}

// spectralBackward has for each weight the operands weight, cotangent, u, v and sigma.
func spectralBackward(network bool, sizes ...[2]int) Case {
	c := Case{Network: network}
	for _, size := range sizes {
		w := of(size[0], size[1])
		c.Operands = append(c.Operands, w, w, of(size[1]), of(size[0]), of(1).drawn(awayFromZero))
	}
	c.Launch = launches(func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		var all []tensor.SpectralGrad
		for ; len(x) > 0; x = x[5:] {
			all = append(all, tensor.SpectralGrad{W: x[0], GradOutput: x[1], Estimate: tensor.Spectral{U: x[2], V: x[3], Sigma: x[4]}})
		}
		return tensor.SpectralNormBackward(s, all)
	})
	c.Want = func(x []ref.Array) (results []ref.Array) {
		for ; len(x) > 0; x = x[5:] {
			results = append(results, ref.SpectralVJP(x[0], x[2], x[3], x[4], x[1]))
		}
		return results
	}
	return severally(c, len(sizes))
}

// spectralGradient has the operands weight, u and v. With an iteration u and v
// depend on the weight, but are held constant.
func spectralGradient() Op {
	op := Op{Name: "spectral_norm_gradient"}
	for _, shape := range [][]int{{3, 3, 3, 8}, {12, 1}, {1, 1, 8, 5}, {36, 8}} {
		for iterations := range 2 {
			out := shape[len(shape)-1]
			in := tensor.Shape(shape).NumElements() / out
			c := Case{Operands: []Operand{of(shape...), of(out), of(in)}}
			c.Gradient = &Gradient{
				Device: func(x []*autograd.Var) *autograd.Var {
					w := autograd.SpectralWeight{W: x[0], U: x[1].Value, V: x[2].Value}
					return autograd.SpectralNorm(x[0].Tape(), []autograd.SpectralWeight{w}, iterations)[0]
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

// spectralPairGradient normalises three weights together and uses the last two,
// whose product is the result: the first has no cotangent.
func spectralPairGradient() Op {
	sizes := [][2]int{{7, 3}, {5, 12}, {12, 4}}
	var c Case
	for _, size := range sizes {
		c.Operands = append(c.Operands, of(size[0], size[1]), of(size[1]), of(size[0]))
	}
	c.Gradient = &Gradient{
		Device: func(x []*autograd.Var) *autograd.Var {
			var all []autograd.SpectralWeight
			for i := 0; i < len(x); i += 3 {
				all = append(all, autograd.SpectralWeight{W: x[i], U: x[i+1].Value, V: x[i+2].Value})
			}
			y := autograd.SpectralNorm(x[0].Tape(), all, 0)
			return autograd.MatMul(y[1], y[2], false, false)
		},
		Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var {
			left, _, _ := t.SpectralNorm(x[3], x[4].Array, x[5].Array, 0)
			right, _, _ := t.SpectralNorm(x[6], x[7].Array, x[8].Array, 0)
			return t.MatMul(left, right, false, false)
		},
		Fixed: []int{0, 1, 2, 4, 5, 7, 8},
	}
	return Op{Name: "spectral_norm_pair", Cases: []Case{severally(c, len(sizes))}}
}
