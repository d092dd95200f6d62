package cases

import (
	"fmt"

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
	return ops
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
