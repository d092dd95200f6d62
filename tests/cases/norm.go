package cases

import (
	"fmt"
	"math"

	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
	"autogan/vk/tensor/optable"
)

const normEps = float32(1e-5)

// grouping reads x: [groups·rows, channels] as [groups, rows, channels].
type grouping struct{ groups, rows, channels int }

var groupings = []grouping{
	{1, 1, 1}, {1, 2, 3}, {1, 7, 9}, {1, 9, 8}, {3, 8, 7}, {3, 16, 8}, {2, 35, 3}, {1, 63, 65}, {65, 2, 4}, {1, 257, 5},
	{1, 300, 64}, {1, 4099, 4}, {64, 16, 63}, {2, 1024, 3}, {1, 2048, 65}, {1, 2, 257},
}

// networkGroupings are batch and instance normalisation of activations of 32×32 and 48×48 images.
var networkGroupings = []grouping{{1, 4 * 32 * 32, 128}, {4, 32 * 32, 128}, {1, 48 * 48, 256}}

func (g grouping) x() Operand          { return of(g.groups*g.rows, g.channels).stored() }
func (g grouping) stats() Operand      { return of(g.groups, g.channels) }
func (g grouping) perChannel() Operand { return of(g.channels) }

func (g grouping) named(c Case, network bool, parameters ...string) Case {
	c.Network = network
	return named(c, append(parameters, fmt.Sprint("G", g.groups))...)
}

func normOps() []Op {
	ops := []Op{
		{Name: "norm_statistics", Variants: mixedLayouts}, {Name: "norm", Variants: mixedLayouts},
		{Name: "norm_backward_sums", Variants: mixedLayouts}, {Name: "norm_backward_input", Variants: mixedLayouts},
	}
	for i, g := range append(groupings, networkGroupings...) {
		network := i >= len(groupings)
		affine := i%2 == 0
		ops[0].Cases = append(ops[0].Cases, g.named(g.statistics(), network))
		ops[1].Cases = append(ops[1].Cases, g.named(g.forward(affine, false), network))
		ops[2].Cases = append(ops[2].Cases, g.named(g.backwardSums(false, false), network))
		ops[3].Cases = append(ops[3].Cases, g.named(g.backwardInput(affine, true, false), network, "batch"))
		if i%3 == 0 {
			ops[3].Cases = append(ops[3].Cases, g.named(g.backwardInput(!affine, false, false), network, "given"))
		}
	}
	ops = append(ops, normReLUOps()...)
	return append(ops, updateRunning(), batchNorm(), instanceNorm())
}

// normReLUOps are normalisations with a ReLU of the result.
func normReLUOps() []Op {
	ops := []Op{
		{Name: "norm_relu", Variants: mixedLayouts}, {Name: "norm_relu_backward_sums", Variants: mixedLayouts},
		{Name: "norm_relu_backward_input", Variants: mixedLayouts},
	}
	for i, g := range groupings {
		affine, batch := i%2 == 0, i%3 != 0
		ops[0].Cases = append(ops[0].Cases, g.named(g.forward(affine, true), false))
		ops[1].Cases = append(ops[1].Cases, g.named(g.backwardSums(affine, true), false))
		ops[2].Cases = append(ops[2].Cases, g.named(g.backwardInput(affine, batch, true), false, fmt.Sprint("batch=", batch)))
	}
	return ops
}

func (g grouping) statistics() Case {
	return Case{
		Operands: []Operand{g.x()},
		Launch: launches(func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			y := tensor.NormStatistics(s, x[0], g.groups)
			return []tensor.Tensor{y.Mean, y.Variance}
		}),
		Want: func(x []ref.Array) []ref.Array {
			y := ref.NormStats(x[0], g.groups, g.rows, g.channels)
			return []ref.Array{y.Mean, y.Variance}
		},
	}
}

// forward has the operands x, mean, variance and, if affine, gamma and beta.
func (g grouping) forward(affine, relu bool) Case {
	c := Case{Operands: []Operand{g.x(), g.stats(), g.stats().drawn(positive)}}
	if affine {
		c.Operands = append(c.Operands, g.perChannel(), g.perChannel())
	}
	c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor {
		return tensor.NormForward(s, x[0], normOf(x[1:3], x[3:], relu))
	})
	c.Want = want(func(x []ref.Array) ref.Array {
		y := g.result(x[0], x[1:3], x[3:])
		if relu {
			for i, v := range y.Data {
				y.Data[i] = math.Max(v, 0)
			}
		}
		return y
	})
	return c
}

// normOf is a normalisation by mean and variance with gamma and beta, which may
// be missing.
func normOf(stats, affine []tensor.Tensor, relu bool) tensor.Norm {
	n := tensor.Norm{NormStats: tensor.NormStats{Mean: stats[0], Variance: stats[1]}, Eps: normEps, ReLU: relu}
	if len(affine) > 0 {
		n.Gamma, n.Beta = affine[0], affine[1]
	}
	return n
}

// result is what the oracle has of a forward pass without a ReLU.
func (g grouping) result(x ref.Array, stats, affine []ref.Array) ref.Array {
	affine = append(affine[:len(affine):len(affine)], ref.Array{}, ref.Array{})
	return ref.NormForward(x, ref.Stats{Mean: stats[0], Variance: stats[1]}, affine[0], affine[1], float64(normEps), g.rows, g.channels)
}

// passed is the cotangent where the result is above zero.
func (g grouping) passed(gradY, x ref.Array, stats, affine []ref.Array) ref.Array {
	passed := ref.New(gradY.Shape...)
	copy(passed.Data, gradY.Data)
	maskGradient(passed, g.result(x, stats, affine))
	return passed
}

// backwardSums has the operands x, its cotangent, mean, variance and, for a
// ReLU if affine, gamma and beta.
func (g grouping) backwardSums(affine, relu bool) Case {
	c := Case{Operands: []Operand{g.x(), g.x(), g.stats(), g.stats().drawn(positive)}}
	if affine {
		c.Operands = append(c.Operands, g.perChannel(), g.perChannel())
	}
	c.Launch = launches(func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		sums, products := tensor.NormBackwardSums(s, x[0], x[1], normOf(x[2:4], x[4:], relu))
		return []tensor.Tensor{sums, products}
	})
	c.Want = func(x []ref.Array) []ref.Array {
		gradY := x[1]
		if relu {
			gradY = g.passed(gradY, x[0], x[2:4], x[4:])
		}
		sums, products := ref.NormBackwardSums(x[0], gradY, ref.Stats{Mean: x[2], Variance: x[3]}, float64(normEps), g.groups, g.rows, g.channels)
		return []ref.Array{sums, products}
	}
	return c
}

// backwardInput has the operands x, its cotangent, mean, variance, the sums of
// the backward pass, gamma and beta. The sums are there only for statistics of
// the batch, gamma and beta only if affine.
func (g grouping) backwardInput(affine, batch, relu bool) Case {
	c := Case{Operands: []Operand{g.x(), g.x(), g.stats(), g.stats().drawn(positive)}}
	if batch {
		c.Operands = append(c.Operands, g.stats(), g.stats())
	}
	if affine {
		c.Operands = append(c.Operands, g.perChannel(), g.perChannel())
	}
	c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor {
		sums, products, affine := normExtras(x[4:], batch)
		return tensor.NormBackwardInput(s, x[0], x[1], normOf(x[2:4], affine, relu), sums, products)
	})
	c.Want = want(func(x []ref.Array) ref.Array {
		sums, products, affine := normExtras(x[4:], batch)
		gradY, gamma := x[1], ref.Array{}
		if relu {
			gradY = g.passed(gradY, x[0], x[2:4], affine)
		}
		if len(affine) > 0 {
			gamma = affine[0]
		}
		return ref.NormBackwardInput(x[0], gradY, ref.Stats{Mean: x[2], Variance: x[3]}, gamma, sums, products, float64(normEps), g.rows, g.channels)
	})
	return c
}

// normExtras are the operands after the first four; zero where there are none.
func normExtras[T any](x []T, batch bool) (sums, products T, affine []T) {
	if batch {
		sums, products, x = x[0], x[1], x[2:]
	}
	return sums, products, x
}

func updateRunning() Op {
	op := newOp(optable.NormUpdateRunning, layouts)
	const rows, momentum = 21, float32(0.1)
	for _, n := range counts {
		mean, variance := operand(optable.NormUpdateRunning, 0, n), operand(optable.NormUpdateRunning, 1, n)
		op.Cases = append(op.Cases, named(Case{
			Operands: []Operand{mean.updated(), variance.updated(), mean, variance},
			Launch: launches(func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
				tensor.NormUpdateRunning(s, tensor.NormStats{Mean: x[0], Variance: x[1]}, tensor.NormStats{Mean: x[2], Variance: x[3]}, rows, momentum)
				return nil
			}),
			Want: func(x []ref.Array) []ref.Array {
				y := ref.NormUpdateRunning(ref.Stats{Mean: x[0], Variance: x[1]}, ref.Stats{Mean: x[2], Variance: x[3]}, rows, float64(momentum))
				return []ref.Array{y.Mean, y.Variance}
			},
		}))
	}
	return op
}

// batchNorm has the operands x, gamma, beta, running mean and running variance.
func batchNorm() Op {
	op := Op{Name: "batch_norm2d"}
	for _, shape := range [][]int{{2, 1, 1, 1}, {4, 4, 4, 8}, {3, 5, 7, 3}, {1, 9, 7, 9}, {16, 8, 8, 4}} {
		for k, train := range []bool{true, false, true, false} {
			relu := k >= 2
			channels := of(shape[3])
			c := Case{Operands: []Operand{of(shape...), channels, channels, channels, channels.drawn(positive)}}
			if relu { // results away from the kink
				away := of(shape...).drawn(awayFromZero)
				c.Operands = []Operand{away, channels.drawn(awayFromZero), channels.drawn(tiny), channels.drawn(tiny), channels.drawn(positive)}
			}
			c.Gradient = &Gradient{
				Device: func(x []*autograd.Var) *autograd.Var {
					running := autograd.BatchStats{Mean: x[3].Value, Var: x[4].Value}
					return autograd.BatchNorm2D(x[0], x[1], x[2], running, autograd.BatchNormConfig{Eps: normEps, Train: train, ReLU: relu})
				},
				Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var {
					given := &ref.Stats{Mean: x[3].Array, Variance: x[4].Array}
					if train {
						given = nil
					}
					y := t.BatchNorm2D(x[0], x[1], x[2], given, float64(normEps))
					if relu {
						return t.ReLU(y)
					}
					return y
				},
				Fixed: []int{3, 4},
			}
			if !relu {
				c.Gradient.Linear = [][]int{{1, 2}}
			}
			op.Cases = append(op.Cases, named(c, fmt.Sprint("train=", train), fmt.Sprint("relu=", relu)))
		}
	}
	return op
}

func instanceNorm() Op {
	op := Op{Name: "instance_norm2d"}
	for _, shape := range [][]int{{1, 1, 2, 1}, {4, 4, 4, 8}, {3, 5, 7, 3}, {1, 2, 3, 1}} {
		c := Case{Operands: []Operand{of(shape...)}}
		c.Gradient = &Gradient{
			Device: func(x []*autograd.Var) *autograd.Var { return autograd.InstanceNorm2D(x[0], normEps) },
			Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var { return t.InstanceNorm2D(x[0], float64(normEps)) },
		}
		op.Cases = append(op.Cases, named(c))
		rectified := Case{Operands: []Operand{of(shape...).drawn(awayFromZero)}}
		rectified.Gradient = &Gradient{
			Device: func(x []*autograd.Var) *autograd.Var { return autograd.InstanceNorm2DReLU(x[0], normEps) },
			Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var { return t.ReLU(t.InstanceNorm2D(x[0], float64(normEps))) },
		}
		op.Cases = append(op.Cases, named(rectified, "relu"))
	}
	return op
}
