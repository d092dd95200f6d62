package cases

import (
	"fmt"
	"math"

	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/autograd/functions"
	"autogan/vk/tensor"
)

// resampling is a change of the size of images and its adjoint, with their oracles.
type resampling struct {
	functions.Resampling
	oracle ref.Adjoint
}

// The networks enlarge by two and, in skips, by four; they pool by two.
var factors = []int{1, 2, 3, 4}

func resamplingOps() []Op {
	var ops, adding []Op
	for _, f := range functions.Resamplings {
		r := resampling{f, oracleOf(ref.Resamplings, f.Op)}
		ops = append(ops, r.ops()...)
		if f.ForwardAdd != nil {
			adding = append(adding, r.addingOp())
		}
	}
	return append(ops, adding...)
}

// ops are the resampling and its adjoint.
func (r resampling) ops() []Op {
	forward, backward := newOp(r.Op, mixedLayouts), newBackward(r.Op, mixedLayouts)
	add := func(small []int, factor int, network bool) {
		from, to := small, []int{small[0], factor * small[1], factor * small[2], small[3]}
		if !r.Row().Enlarges {
			from, to = to, from
		}
		forward.Cases = append(forward.Cases, r.at(from, factor, network))
		backward.Cases = append(backward.Cases, r.backwardAt(to, factor, network))
	}
	for _, shape := range images {
		for _, factor := range factors {
			add(shape, factor, false)
		}
	}
	for _, shape := range r.Row().Timed {
		add(shape, 2, true)
	}
	return []Op{forward, backward}
}

// addingOp is the resampling plus a tensor of its result's shape.
func (r resampling) addingOp() Op {
	op := Op{Name: r.Row().Name + "_add", Variants: mixedLayouts}
	for _, shape := range images {
		for _, factor := range []int{1, 2, 4} {
			op.Cases = append(op.Cases, r.addingAt(shape, factor))
		}
	}
	return op
}

func (r resampling) addingAt(shape []int, factor int) Case {
	added := of(shape[0], factor*shape[1], factor*shape[2], shape[3]).stored()
	c := Case{Operands: []Operand{operand(r.Op, 0, shape...).stored(), added}}
	c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return r.ForwardAdd(s, x[0], x[1], factor) })
	c.Want = want(func(x []ref.Array) ref.Array {
		y := r.oracle.Forward(x[0], factor)
		for i, v := range x[1].Data {
			y.Mag[i] += math.Abs(y.Data[i]) // exact so far, and rounded now
			y.AddTerm(i, v)
		}
		return y
	})
	c.Gradient = &Gradient{
		Device: func(x []*autograd.Var) *autograd.Var { return r.TapeAdd(x[0], x[1], factor) },
		Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var { return t.Add(r.onTape(t, x[0], factor), x[1]) },
		Linear: [][]int{{0, 1}},
	}
	return named(c, fmt.Sprint("F", factor))
}

func (r resampling) onTape(t *ref.Tape, x *ref.Var, factor int) *ref.Var {
	return t.Resample(x, factor, r.oracle.Forward, r.oracle.VJP)
}

func (r resampling) at(shape []int, factor int, network bool) Case {
	c := Case{Operands: []Operand{operand(r.Op, 0, shape...).stored()}, Network: network}
	c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return r.Forward(s, x[0], factor) })
	c.Want = want(func(x []ref.Array) ref.Array { return r.oracle.Forward(x[0], factor) })
	c.Gradient = &Gradient{
		Device: func(x []*autograd.Var) *autograd.Var { return r.Tape(x[0], factor) },
		Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var { return r.onTape(t, x[0], factor) },
		Linear: r.Row().Linear,
	}
	return named(c, fmt.Sprint("F", factor))
}

func (r resampling) backwardAt(shape []int, factor int, network bool) Case {
	c := Case{Operands: []Operand{of(shape...).stored()}, Network: network}
	c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return r.Backward(s, x[0], factor) })
	c.Want = want(func(x []ref.Array) ref.Array { return r.oracle.VJP(x[0], factor) })
	return named(c, fmt.Sprint("F", factor))
}
