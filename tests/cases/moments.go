package cases

import (
	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/tensor"
	"autogan/vk/tensor/optable"
)

// momentsOps accumulate what a covariance is made of; 96 features are the small
// scorer's, 768 a middle layer's of Inception.
func momentsOps() []Op {
	op := newOp(optable.AccumulateMoments, layouts)
	for _, size := range [][2]int{{1, 1}, {1, 4}, {7, 3}, {8, 8}, {9, 5}, {3, 63}, {2, 64}, {65, 12}, {257, 4}, {100, 96}} {
		op.Cases = append(op.Cases, momentsCase(size[0], size[1], false))
	}
	op.Cases = append(op.Cases, momentsCase(50, 768, true))
	return []Op{op}
}

func momentsCase(n, dim int, network bool) Case {
	c := Case{
		Operands: []Operand{of(dim+1, dim).updated(), of(dim+1, dim).drawn(tiny).updated(), of(n, dim)},
		Network:  network,
		Products: n * dim * dim / 2,
	}
	c.Launch = launches(func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		tensor.AccumulateMoments(s, x[0], x[1], x[2])
		return nil
	})
	c.Want = func(x []ref.Array) []ref.Array {
		sum, rest := ref.AccumulateMoments(x[0], x[1], x[2])
		return []ref.Array{sum, rest}
	}
	return named(c)
}
