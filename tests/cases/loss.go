package cases

import (
	"autogan/tests/ref"
	"autogan/vk/autograd"
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
	return []Op{d, g}
}
