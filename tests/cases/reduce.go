package cases

import (
	"slices"

	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/autograd/functions"
	"autogan/vk/tensor"
)

// matrices are [rows, channels]: rows that one thread adds alone, that are
// split into chunks, and that are folded first.
var matrices = [][]int{
	{1, 1}, {1, 3}, {2, 4}, {7, 9}, {8, 8}, {9, 7}, {63, 64}, {65, 3}, {256, 3}, {257, 3}, {257, 4}, {1024, 1}, {1009, 1},
	{4096, 3}, {4099, 5}, {2048, 64}, {2000, 65}, {300, 257},
}

// reduction is an operation that adds, with its oracle.
type reduction struct {
	functions.Reduction
	oracle func(t *ref.Tape, x *ref.Var) *ref.Var
}

func reductionOps() []Op {
	var ops []Op
	for _, f := range functions.Reductions {
		r := reduction{f, oracleOf(ref.Reductions, f.Op)}
		op := newOp(f.Op, mixedLayouts)
		for _, shape := range r.shapes() {
			op.Cases = append(op.Cases, r.at(shape))
		}
		ops = append(ops, op)
	}
	return ops
}

// shapes are images, matrices, or any shapes, depending on the axes that the
// reduction keeps.
func (r reduction) shapes() [][]int {
	switch row := r.Row(); {
	case row.KeepsFirst:
		return slices.Concat(images, [][]int{{1, 33, 31, 8}, {2, 48, 32, 5}}, row.Timed)
	case row.KeepsLast:
		return slices.Concat(matrices, row.Timed)
	default:
		return slices.Concat(vectors(), [][]int{{3, 5, 7}, {64, 1}, {97, 97}, {2, 64, 64, 32}}, row.Timed)
	}
}

func (r reduction) at(shape []int) Case {
	c := named(Case{Operands: []Operand{operand(r.Op, 0, shape...).stored()}, Network: contains(r.Row().Timed, shape)})
	c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return r.Forward(s, x[0]) })
	c.Want = want(func(x []ref.Array) ref.Array {
		t := ref.NewTape()
		return r.oracle(t, t.Input(x[0])).Array
	})
	c.Gradient = &Gradient{
		Device: func(x []*autograd.Var) *autograd.Var { return r.Tape(x[0]) },
		Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var { return r.oracle(t, x[0]) },
		Linear: r.Row().Linear,
	}
	return c
}
