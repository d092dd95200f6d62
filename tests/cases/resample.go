package cases

import (
	"fmt"
	"math"

	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/autograd/functions"
	"autogan/vk/tensor"
	"autogan/vk/tensor/optable"
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
		adding = append(adding, r.addingOps()...)
	}
	return append(append(append(ops, adding...), enlargedReLUOps()...), enlargedTwoOp())
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

// addingOps are the resampling and its adjoint, each plus a tensor of its
// result's shape.
func (r resampling) addingOps() []Op {
	forward := Op{Name: r.Row().Name + "_add", Variants: mixedLayouts}
	backward := Op{Name: r.Row().Name + "_backward_add", Variants: mixedLayouts}
	for _, small := range images {
		for _, factor := range []int{1, 2, 4} {
			from, to := small, []int{small[0], factor * small[1], factor * small[2], small[3]}
			if !r.Row().Enlarges {
				from, to = to, from
			}
			forward.Cases = append(forward.Cases, r.addingAt(from, to, factor))
			backward.Cases = append(backward.Cases, r.backwardAddingAt(from, to, factor))
		}
	}
	return []Op{forward, backward}
}

func (r resampling) addingAt(from, to []int, factor int) Case {
	c := Case{Operands: []Operand{operand(r.Op, 0, from...).stored(), of(to...).stored()}}
	c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return r.ForwardAdd(s, x[0], x[1], factor) })
	c.Want = want(func(x []ref.Array) ref.Array { return plusRounded(r.oracle.Forward(x[0], factor), x[1]) })
	c.Gradient = &Gradient{
		Device: func(x []*autograd.Var) *autograd.Var { return r.TapeAdd(x[0], x[1], factor) },
		Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var { return t.Add(r.onTape(t, x[0], factor), x[1]) },
		Linear: [][]int{{0, 1}},
	}
	return named(c, fmt.Sprint("F", factor))
}

func (r resampling) backwardAddingAt(from, to []int, factor int) Case {
	c := Case{Operands: []Operand{of(to...).stored(), of(from...).stored()}}
	c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return r.BackwardAdd(s, x[0], x[1], factor) })
	c.Want = want(func(x []ref.Array) ref.Array { return plusRounded(r.oracle.VJP(x[0], factor), x[1]) })
	return named(c, fmt.Sprint("F", factor))
}

// plusRounded adds x to y, whose numbers have been rounded.
func plusRounded(y, x ref.Array) ref.Array {
	for i, v := range x.Data {
		y.Mag[i] += math.Abs(y.Data[i])
		y.AddTerm(i, v)
	}
	return y
}

// enlargedReLUOps are the nearest enlargement of max(x, 0) and its gradient, plus
// a tensor or none.
func enlargedReLUOps() []Op {
	forward, backward := Op{Name: "upsample_nearest2d_relu", Variants: mixedLayouts}, Op{Name: "upsample_nearest2d_relu_backward_add", Variants: mixedLayouts}
	nearest := oracleOf(ref.Resamplings, optable.UpsampleNearest2D)
	for i, shape := range images {
		factor := factors[i%len(factors)]
		large := []int{shape[0], factor * shape[1], factor * shape[2], shape[3]}
		kinked := of(shape...).drawn(awayFromZero).stored()
		c := Case{Operands: []Operand{kinked}}
		c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor {
			return tensor.UpsampleNearest2DReLU(s, x[0], factor)
		})
		c.Want = want(func(x []ref.Array) ref.Array { return nearest.Forward(rectified(x[0]), factor) })
		c.Gradient = &Gradient{
			Device: func(x []*autograd.Var) *autograd.Var { return autograd.UpsampleNearest2DReLU(x[0], factor) },
			Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var {
				return t.Resample(t.ReLU(x[0]), factor, nearest.Forward, nearest.VJP)
			},
		}
		forward.Cases = append(forward.Cases, named(c, fmt.Sprint("F", factor)))
		for _, adds := range []bool{false, true} {
			c := Case{Operands: []Operand{kinked, of(large...).stored()}}
			if adds {
				c.Operands = append(c.Operands, of(shape...).stored())
			}
			c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor {
				x = append(x, tensor.Tensor{})
				return tensor.UpsampleNearest2DReLUBackwardAdd(s, x[0], x[1], x[2], factor)
			})
			c.Want = want(func(x []ref.Array) ref.Array {
				y := nearest.VJP(x[1], factor)
				maskGradient(y, x[0])
				if adds {
					y = plusRounded(y, x[2])
				}
				return y
			})
			backward.Cases = append(backward.Cases, named(c, fmt.Sprint("F", factor), fmt.Sprint("adds=", adds)))
		}
	}
	return []Op{forward, backward}
}

// enlargedTwoOp is a tensor plus two nearest enlargements by different factors.
func enlargedTwoOp() Op {
	op := Op{Name: "upsample_nearest2d_add_two", Variants: mixedLayouts}
	nearest := oracleOf(ref.Resamplings, optable.UpsampleNearest2D)
	for _, shape := range images {
		for _, by := range [][2]int{{4, 2}, {2, 2}, {3, 1}, {4, 1}} {
			first, second := by[0], by[1]
			large := []int{shape[0], first * shape[1], first * shape[2], shape[3]}
			middle := []int{shape[0], large[1] / second, large[2] / second, shape[3]}
			c := Case{Operands: []Operand{of(shape...).stored(), of(middle...).stored(), of(large...).stored()}}
			c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor {
				return tensor.UpsampleNearest2DAddTwo(s, x[0], x[1], x[2], first)
			})
			c.Want = want(func(x []ref.Array) ref.Array {
				return plusRounded(plusRounded(nearest.Forward(x[0], first), x[2]), nearest.Forward(x[1], second))
			})
			c.Gradient = &Gradient{
				Device: func(x []*autograd.Var) *autograd.Var {
					return autograd.UpsampleNearest2DAddTwo(x[0], x[1], x[2], first)
				},
				Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var {
					enlarged := func(x *ref.Var, factor int) *ref.Var { return t.Resample(x, factor, nearest.Forward, nearest.VJP) }
					return t.Add(t.Add(enlarged(x[0], first), x[2]), enlarged(x[1], second))
				},
				Linear: [][]int{{0, 1, 2}},
			}
			op.Cases = append(op.Cases, named(c, fmt.Sprint("F", first, "+", second)))
		}
	}
	return op
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
