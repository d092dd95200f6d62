package cases

import (
	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
	"autogan/vk/tensor/optable"
)

// lossOps are the hinge losses.
func lossOps() []Op { return []Op{hinge(), hingeBackward(), hingeG()} }

// hinge has the operands real and fake.
func hinge() Op {
	op := newOp(optable.Hinge, layouts)
	for i, n := range counts {
		op.Cases = append(op.Cases, named(Case{
			Operands: scores(i, n),
			Launch:   launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return tensor.HingeLossD(s, x[0], x[1]) }),
			Want:     want(func(x []ref.Array) ref.Array { return ref.HingeD(x[0], x[1]) }),
			Gradient: &Gradient{
				Device: func(x []*autograd.Var) *autograd.Var { return autograd.HingeLossD(x[0], x[1]) },
				Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var { return t.HingeLossD(x[0], x[1]) },
			},
		}))
	}
	return op
}

// hingeBackward has the operands real, fake and the cotangent of the loss.
func hingeBackward() Op {
	op := newBackward(optable.Hinge, layouts)
	for i, n := range counts {
		op.Cases = append(op.Cases, named(Case{
			Operands: append(scores(i, n), of(1)),
			Launch: launches(func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
				gradReal, gradFake := tensor.HingeLossDBackward(s, x[0], x[1], x[2])
				return []tensor.Tensor{gradReal, gradFake}
			}),
			Want: func(x []ref.Array) []ref.Array {
				gradReal, gradFake := ref.HingeDVJP(x[0], x[1], x[2])
				return []ref.Array{gradReal, gradFake}
			},
		}))
	}
	return op
}

// scores are n real ones and another number of fake ones, in another shape.
func scores(i, n int) []Operand {
	return []Operand{operand(optable.Hinge, 0, n), operand(optable.Hinge, 1, counts[len(counts)-1-i], 1)}
}

// hingeG is the generator's side, a mean.
func hingeG() Op {
	op := Op{Name: "hinge_loss_g"}
	for _, n := range counts {
		op.Cases = append(op.Cases, named(Case{Operands: []Operand{of(n, 1)}, Gradient: &Gradient{
			Device: func(x []*autograd.Var) *autograd.Var { return autograd.HingeLossG(x[0]) },
			Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var { return t.HingeLossG(x[0]) },
			Linear: [][]int{{0}},
		}}))
	}
	return op
}
