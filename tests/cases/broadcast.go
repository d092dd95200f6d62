package cases

import (
	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/autograd/functions"
	"autogan/vk/tensor"
	"autogan/vk/tensor/optable"
)

// broadcasts are the shapes of two operands; the comment says which path they take.
var broadcasts = [][2][]int{
	{{1}, {1}},
	{{7}, {7}}, {{8}, {8}}, {{9}, {9}}, {{63}, {63}}, {{64}, {64}}, {{65}, {65}}, {{257}, {257}}, // flat
	{{2, 3, 5, 3}, {2, 3, 5, 3}},       // flat
	{{257, 64}, {64}},                  // trailing vector, vec4
	{{5, 7, 3}, {3}},                   // trailing vector, scalar
	{{63, 9}, {9}},                     // the same
	{{65, 3}, {65, 1}},                 // along rows of three
	{{8}, {6, 8}},                      // trailing vector first
	{{4, 4, 4}, {1}},                   // a scalar
	{{1}, {5}},                         //
	{{3, 4}, {3, 1}},                   // broadcast along the row, vec4
	{{2, 5, 3, 8}, {2, 1, 1, 8}},       // per image and channel
	{{2, 5, 3, 8}, {2, 1, 1, 1}},       // per image
	{{5, 1}, {1, 12}},                  // outer product, vec4
	{{5, 1}, {1, 7}},                   // outer product, scalar
	{{3, 1, 4, 1}, {1, 2, 1, 4}},       // all four axes
	{{3, 1, 5, 1}, {1, 2, 1, 3}},       // all four axes, scalar
	{{4, 1, 2, 1}, {1, 2, 1, 8}},       // all four axes, powers of two
	{{2, 3, 1, 5, 4}, {2, 3, 6, 1, 4}}, // five axes, four after merging
}

// activation is a small batch of the generator's, at its end.
var activation = optable.Add.Row().Timed[0]

// arithmetic is an operation on two operands with its oracle.
type arithmetic struct {
	functions.Binary
	oracle ref.Binary
}

func binaryOps() []Op {
	var ops []Op
	for _, f := range functions.Binaries {
		b := arithmetic{f, oracleOf(ref.Binaries, f.Op)}
		op := newOp(f.Op, mixedLayouts)
		for _, shapes := range broadcasts {
			op.Cases = append(op.Cases, b.at(shapes[0], shapes[1], false))
		}
		for _, shape := range f.Row().Timed { // two of them, and one with a number for each channel
			op.Cases = append(op.Cases, b.at(shape, shape, true), b.at(shape, shape[len(shape)-1:], true))
		}
		ops = append(ops, op)
	}
	return append(ops, expand(), sumTo())
}

func (b arithmetic) at(shapeA, shapeB []int, network bool) Case {
	c := named(Case{Operands: []Operand{operand(b.Op, 0, shapeA...).stored(), operand(b.Op, 1, shapeB...).stored()}, Network: network})
	c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return b.Forward(s, x[0], x[1]) })
	c.Want = want(func(x []ref.Array) ref.Array { return ref.Combine(b.oracle, x[0], x[1]) })
	c.Gradient = &Gradient{
		Device: func(x []*autograd.Var) *autograd.Var { return b.Tape(x[0], x[1]) },
		Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var { return t.Combine(b.oracle, x[0], x[1]) },
		Linear: b.Row().Linear,
	}
	return c
}

// expand repeats the smaller operand of each pair to the shape of both.
func expand() Op {
	op := Op{Name: "expand", Variants: mixedLayouts}
	const scale = float32(0.3)
	add := func(from, to []int, network bool) {
		c := named(Case{Operands: []Operand{of(from...).stored()}, Network: network}, "to", dims(to))
		c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return tensor.Expand(s, x[0], scale, to...) })
		c.Want = want(func(x []ref.Array) ref.Array { return ref.Expand(x[0], float64(scale), to...) })
		op.Cases = append(op.Cases, c)
	}
	for _, shapes := range broadcasts {
		add(shapes[1], ref.BroadcastShape(shapes[0], shapes[1]), false)
	}
	add(activation[3:], activation, true)
	return op
}

// sumTo adds what broadcasting the second of each pair would repeat.
func sumTo() Op {
	op := Op{Name: "sum_to", Variants: mixedLayouts}
	for _, shapes := range broadcasts[1:] {
		from, to := ref.BroadcastShape(shapes[0], shapes[1]), shapes[1]
		if tensor.Shape(from).Equal(to) {
			continue // returned as it is
		}
		c := named(Case{Operands: []Operand{of(from...).stored()}}, "to", dims(to))
		c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return tensor.SumTo(s, x[0], to...) })
		c.Want = want(func(x []ref.Array) ref.Array { return ref.SumTo(x[0], to...) })
		op.Cases = append(op.Cases, c)
	}
	return op
}
