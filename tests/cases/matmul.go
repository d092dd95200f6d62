package cases

import (
	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// products are M, N, K; sizes that divide by four take the convolution's
// kernels, small others the scalar one, large others are padded.
var products = [][3]int{
	{1, 1, 1}, {4, 4, 4}, {7, 8, 9}, {8, 9, 7}, {9, 7, 8}, {63, 64, 65}, {64, 65, 63}, {65, 63, 64},
	{1, 400, 100}, {5, 3, 257}, {257, 3, 5}, {12, 36, 8}, {129, 101, 83},
}

// networkProducts are the generator's first layer for 32×32 and 48×48 images
// and the gates of the controller.
var networkProducts = [][3]int{{64, 2048, 128}, {16, 9216, 128}, {64, 400, 100}}

func matrixOps() []Op {
	matmul, linear := Op{Name: "matmul", Variants: layouts}, Op{Name: "linear", Variants: layouts}
	for _, size := range products {
		for flags := range 4 {
			matmul.Cases = append(matmul.Cases, matmulCase(size, flags&1 != 0, flags&2 != 0))
		}
		linear.Cases = append(linear.Cases, linearCase(size, false))
	}
	for _, size := range networkProducts {
		linear.Cases = append(linear.Cases, linearCase(size, true))
	}
	return []Op{matmul, linear}
}

func matmulCase(size [3]int, transA, transB bool) Case {
	m, n, k := size[0], size[1], size[2]
	a, b, name := of(m, k), of(k, n), ""
	if transA {
		a, name = of(k, m), "A"
	}
	if transB {
		b, name = of(n, k), name+"B"
	}
	c := Case{Operands: []Operand{a, b}, Products: m * n * k}
	c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor {
		return tensor.MatMul(s, x[0], x[1], transA, transB)
	})
	c.Want = want(func(x []ref.Array) ref.Array { return ref.MatMul(x[0], x[1], transA, transB) })
	c.Gradient = &Gradient{
		Device: func(x []*autograd.Var) *autograd.Var { return autograd.MatMul(x[0], x[1], transA, transB) },
		Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var { return t.MatMul(x[0], x[1], transA, transB) },
		Linear: [][]int{{0}, {1}},
	}
	return named(c, "transposed"+name)
}

func linearCase(size [3]int, network bool) Case {
	m, n, k := size[0], size[1], size[2]
	c := Case{Operands: []Operand{of(m, k), of(k, n), of(n)}, Network: network, Products: m * n * k}
	c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return tensor.Linear(s, x[0], x[1], x[2]) })
	c.Want = want(func(x []ref.Array) ref.Array { return ref.Linear(x[0], x[1], x[2]) })
	c.Gradient = &Gradient{
		Device: func(x []*autograd.Var) *autograd.Var { return autograd.Linear(x[0], x[1], x[2]) },
		Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var { return t.Linear(x[0], x[1], x[2]) },
		Linear: [][]int{{0, 2}, {1, 2}},
	}
	return named(c)
}
