package cases

import (
	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/autograd/functions"
	"autogan/vk/tensor"
	"autogan/vk/tensor/optable"
)

// The constants of the functions that have some.
const constantA, constantB = float32(0.2), float32(0.3)

func unaryOps() []Op {
	oracles := ref.Functions(float64(constantA), float64(constantB))
	var ops []Op
	for _, f := range functions.Unaries {
		e := elementwise{f, oracleOf(oracles, f.Op)}
		ops = append(ops, e.forward(newOp(f.Op, mixedLayouts)))
		if f.Backward != nil {
			ops = append(ops, e.backward(newBackward(f.Op, mixedLayouts)))
		}
	}
	return append(ops, neg())
}

// neg is another name for affine with constants of its own.
func neg() Op {
	f := functions.Unary{Op: optable.Affine,
		Forward: func(s *vk.Stream, x tensor.Tensor, _, _ float32) tensor.Tensor { return tensor.Neg(s, x) },
		Tape:    func(x *autograd.Var, _, _ float32) *autograd.Var { return autograd.Neg(x) }}
	return elementwise{f, ref.Neg}.forward(Op{Name: ref.Neg.Name, Variants: mixedLayouts})
}

// elementwise is a function of one operand with its oracle.
type elementwise struct {
	functions.Unary
	oracle ref.Function
}

func (e elementwise) forward(op Op) Op {
	for _, shape := range e.shapes() {
		c := named(Case{Operands: []Operand{operand(e.Op, 0, shape...).stored()}, Network: e.timed(shape)})
		c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return e.Forward(s, x[0], constantA, constantB) })
		c.Want = want(func(x []ref.Array) ref.Array { return ref.Apply(e.oracle, x[0]) })
		c.Gradient = &Gradient{
			Device: func(x []*autograd.Var) *autograd.Var { return e.Tape(x[0], constantA, constantB) },
			Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var { return t.Apply(e.oracle, x[0]) },
		}
		op.Cases = append(op.Cases, c)
	}
	return op
}

// backward has the operands that the derivative is computed from, x or f(x),
// and the cotangent.
func (e elementwise) backward(op Op) Op {
	kept := e.Row().Operands[0]
	if e.Row().KeepsOutput {
		kept = e.Row().Range
	}
	for _, shape := range e.shapes() {
		c := named(Case{Operands: []Operand{of(shape...).in(kept).stored(), of(shape...).stored()}, Network: e.timed(shape)})
		c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor {
			return e.Backward(s, x[0], x[1], constantA, constantB)
		})
		c.Want = want(func(x []ref.Array) ref.Array { return ref.ApplyVJP(e.oracle, x[0], x[1]) })
		op.Cases = append(op.Cases, c)
	}
	return op
}

func (e elementwise) shapes() [][]int {
	return append(append(vectors(), images[1:3]...), e.Row().Timed...)
}

func (e elementwise) timed(shape []int) bool { return contains(e.Row().Timed, shape) }

// vectors are shapes of one axis with the usual counts.
func vectors() [][]int {
	var shapes [][]int
	for _, n := range counts {
		shapes = append(shapes, []int{n})
	}
	return shapes
}
