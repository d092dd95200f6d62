package cases

import (
	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// lossOps are the hinge losses, of scores away from the kinks at ±1.
func lossOps() []Op {
	d, g := Op{Name: "hinge_loss_d"}, Op{Name: "hinge_loss_g"}
	for _, n := range counts {
		scores := of(n, 1).drawn(awayFromZero)
		c := Case{Operands: []Operand{scores, of(n+1, 1).drawn(awayFromZero)}}
		c.Gradient = &Gradient{
			Device: func(x []*autograd.Var) *autograd.Var {
				return autograd.HingeLossD(autograd.AddScalar(x[0], 1), autograd.AddScalar(x[1], -1))
			},
			Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var {
				return t.HingeLossD(t.Apply(ref.Affine(1, 1), x[0]), t.Apply(ref.Affine(1, -1), x[1]))
			},
		}
		d.Cases = append(d.Cases, named(c))
		c = Case{Operands: []Operand{scores}}
		c.Gradient = &Gradient{
			Device: func(x []*autograd.Var) *autograd.Var { return autograd.HingeLossG(x[0]) },
			Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var { return t.HingeLossG(x[0]) },
			Linear: [][]int{{0}},
		}
		g.Cases = append(g.Cases, named(c))
	}
	return []Op{d, g, hinge(), hingeBackward()}
}

// hinge has the operands real and fake.
func hinge() Op {
	op := Op{Name: "hinge", Variants: layouts}
	for i, n := range counts {
		op.Cases = append(op.Cases, named(Case{
			Operands: []Operand{of(n), of(counts[len(counts)-1-i], 1)},
			Launch:   launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return tensor.HingeLossD(s, x[0], x[1]) }),
			Want:     want(func(x []ref.Array) ref.Array { return ref.HingeD(x[0], x[1]) }),
		}))
	}
	return op
}

// hingeBackward has the operands real, fake and the cotangent of the loss.
func hingeBackward() Op {
	op := Op{Name: "hinge_backward", Variants: layouts}
	for i, n := range counts {
		op.Cases = append(op.Cases, named(Case{
			Operands: []Operand{of(n), of(counts[len(counts)-1-i], 1), of(1)},
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
