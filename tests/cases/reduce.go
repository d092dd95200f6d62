package cases

import (
	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// matrices are [rows, channels]: rows that one thread adds alone, that are
// split into chunks, and that are folded first.
var matrices = [][]int{
	{1, 1}, {1, 3}, {2, 4}, {7, 9}, {8, 8}, {9, 7}, {63, 64}, {65, 3}, {256, 3}, {257, 3}, {257, 4}, {1024, 1}, {1009, 1},
	{4096, 3}, {4099, 5}, {2048, 64}, {2000, 65}, {300, 257},
}

// reduction is an operation that adds, with the shape of its result and that
// shape with ones for the axes that are gone.
type reduction struct {
	name    string
	forward func(s *vk.Stream, x tensor.Tensor) tensor.Tensor
	tape    func(x *autograd.Var) *autograd.Var
	oracle  func(t *ref.Tape, x *ref.Var) *ref.Var
	shapes  [][]int
	network []int
}

func reductionOps() []Op {
	flat := append(vectors(), []int{3, 5, 7}, []int{64, 1}, []int{97, 97}, []int{2, 64, 64, 32})
	images := append(images, []int{1, 33, 31, 8}, []int{2, 48, 32, 5})
	var ops []Op
	for _, r := range []reduction{
		{"sum_rows", tensor.SumRows, autograd.SumRows, (*ref.Tape).SumRows, matrices, activation},
		{"sum", tensor.Sum, autograd.Sum, (*ref.Tape).Sum, flat, nil},
		{"mean", tensor.Mean, autograd.Mean, (*ref.Tape).Mean, flat, nil},
		{"sum_hw", tensor.SumHW, autograd.SumHW, (*ref.Tape).SumHW, images, []int{64, 8, 8, 128}},
	} {
		op := Op{Name: r.name, Variants: mixedLayouts}
		for _, shape := range r.shapes {
			op.Cases = append(op.Cases, r.at(shape, false))
		}
		if r.network != nil {
			op.Cases = append(op.Cases, r.at(r.network, true))
		}
		ops = append(ops, op)
	}
	return ops
}

func (r reduction) at(shape []int, network bool) Case {
	c := named(Case{Operands: []Operand{of(shape...).stored()}, Network: network})
	c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return r.forward(s, x[0]) })
	c.Want = want(func(x []ref.Array) ref.Array {
		t := ref.NewTape()
		return r.oracle(t, t.Input(x[0])).Array
	})
	c.Gradient = &Gradient{
		Device: func(x []*autograd.Var) *autograd.Var { return r.tape(x[0]) },
		Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var { return r.oracle(t, x[0]) },
		Linear: [][]int{{0}},
	}
	return c
}
