package cases

import (
	"fmt"
	"math"

	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// resampling is a change of the size of images and its adjoint.
type resampling struct {
	name              string
	forward, backward func(s *vk.Stream, x tensor.Tensor, factor int) tensor.Tensor
	oracle, oracleVJP ref.Resampling
	tape              func(x *autograd.Var, factor int) *autograd.Var
	enlarges          bool
}

var resamplings = []resampling{
	{"upsample_nearest2d", tensor.UpsampleNearest2D, tensor.UpsampleNearest2DBackward, ref.UpsampleNearest2D, ref.SumPool2D, autograd.UpsampleNearest2D, true},
	{"upsample_bilinear2d", tensor.UpsampleBilinear2D, tensor.UpsampleBilinear2DBackward, ref.UpsampleBilinear2D, ref.UpsampleBilinear2DVJP, autograd.UpsampleBilinear2D, true},
	{"avg_pool2d", tensor.AvgPool2D, tensor.AvgPool2DBackward, ref.AvgPool2D, ref.AvgPool2DVJP, autograd.AvgPool2D, false},
}

// The networks enlarge by two and, in skips, by four; they pool by two.
var factors = []int{1, 2, 3, 4}

func resamplingOps() []Op {
	var ops []Op
	for _, r := range resamplings {
		forward, backward := Op{Name: r.name, Variants: mixedLayouts}, Op{Name: r.name + "_backward", Variants: mixedLayouts}
		add := func(small []int, factor int, network bool) {
			from, to := small, []int{small[0], factor * small[1], factor * small[2], small[3]}
			if !r.enlarges {
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
		add([]int{4, 16, 16, 128}, 2, true)
		add([]int{1, 24, 24, 256}, 2, true)
		ops = append(ops, forward, backward)
	}
	return append(ops, addingOp("upsample_nearest2d_add", resamplings[0], tensor.UpsampleNearest2DAdd, autograd.UpsampleNearest2DAdd),
		addingOp("upsample_bilinear2d_add", resamplings[1], tensor.UpsampleBilinear2DAdd, autograd.UpsampleBilinear2DAdd))
}

// addingOp is a resampling plus a tensor of its result's shape.
func addingOp(name string, r resampling, add func(s *vk.Stream, x, added tensor.Tensor, factor int) tensor.Tensor,
	tape func(x, added *autograd.Var, factor int) *autograd.Var) Op {
	op := Op{Name: name, Variants: mixedLayouts}
	for _, shape := range images {
		for _, factor := range []int{1, 2, 4} {
			added := of(shape[0], factor*shape[1], factor*shape[2], shape[3]).stored()
			c := Case{Operands: []Operand{of(shape...).stored(), added}}
			c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return add(s, x[0], x[1], factor) })
			c.Want = want(func(x []ref.Array) ref.Array {
				y := r.oracle(x[0], factor)
				for i, v := range x[1].Data {
					y.Mag[i] += math.Abs(y.Data[i]) // exact so far, and rounded now
					y.AddTerm(i, v)
				}
				return y
			})
			c.Gradient = &Gradient{
				Device: func(x []*autograd.Var) *autograd.Var { return tape(x[0], x[1], factor) },
				Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var {
					return t.Add(t.Resample(x[0], factor, r.oracle, r.oracleVJP), x[1])
				},
				Linear: [][]int{{0, 1}},
			}
			op.Cases = append(op.Cases, named(c, fmt.Sprint("F", factor)))
		}
	}
	return op
}

func (r resampling) at(shape []int, factor int, network bool) Case {
	c := Case{Operands: []Operand{of(shape...).stored()}, Network: network}
	c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return r.forward(s, x[0], factor) })
	c.Want = want(func(x []ref.Array) ref.Array { return r.oracle(x[0], factor) })
	c.Gradient = &Gradient{
		Device: func(x []*autograd.Var) *autograd.Var { return r.tape(x[0], factor) },
		Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var { return t.Resample(x[0], factor, r.oracle, r.oracleVJP) },
		Linear: [][]int{{0}},
	}
	return named(c, fmt.Sprint("F", factor))
}

func (r resampling) backwardAt(shape []int, factor int, network bool) Case {
	c := Case{Operands: []Operand{of(shape...).stored()}, Network: network}
	c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return r.backward(s, x[0], factor) })
	c.Want = want(func(x []ref.Array) ref.Array { return r.oracleVJP(x[0], factor) })
	return named(c, fmt.Sprint("F", factor))
}
