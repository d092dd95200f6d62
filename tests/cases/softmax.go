package cases

import (
	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// rows are [..., k]: one class and the controller's few, 1,008 classes of a
// scoring network.
var rows = [][]int{{1, 1}, {1, 2}, {7, 9}, {8, 7}, {9, 8}, {64, 3}, {63, 4}, {65, 5}, {257, 2}, {2, 257}, {3, 1008}, {2, 3, 7}, {5}}

// classifier is a softmax or its logarithm with the domain of its result.
type classifier struct {
	name       string
	forward    func(s *vk.Stream, x tensor.Tensor) tensor.Tensor
	backward   func(s *vk.Stream, y, gradOutput tensor.Tensor) tensor.Tensor
	oracle     func(x ref.Array) ref.Array
	oracleVJP  func(y, gradOutput ref.Array) ref.Array
	tape       func(x *autograd.Var) *autograd.Var
	oracleTape func(t *ref.Tape, x *ref.Var) *ref.Var
	result     Draw
}

func softmaxOps() []Op {
	var ops []Op
	for _, f := range []classifier{
		{"softmax", tensor.Softmax, tensor.SoftmaxBackward, ref.Softmax, ref.SoftmaxVJP, autograd.Softmax, (*ref.Tape).Softmax, share},
		{"log_softmax", tensor.LogSoftmax, tensor.LogSoftmaxBackward, ref.LogSoftmax, ref.LogSoftmaxVJP, autograd.LogSoftmax, (*ref.Tape).LogSoftmax, negative},
	} {
		forward, backward := Op{Name: f.name, Variants: layouts}, Op{Name: f.name + "_backward", Variants: layouts}
		for _, shape := range rows {
			c := Case{Operands: []Operand{of(shape...)}}
			c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return f.forward(s, x[0]) })
			c.Want = want(func(x []ref.Array) ref.Array { return f.oracle(x[0]) })
			c.Gradient = &Gradient{
				Device: func(x []*autograd.Var) *autograd.Var { return f.tape(x[0]) },
				Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var { return f.oracleTape(t, x[0]) },
			}
			forward.Cases = append(forward.Cases, named(c))
			c = Case{Operands: []Operand{of(shape...).drawn(f.result), of(shape...)}}
			c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return f.backward(s, x[0], x[1]) })
			c.Want = want(func(x []ref.Array) ref.Array { return f.oracleVJP(x[0], x[1]) })
			backward.Cases = append(backward.Cases, named(c))
		}
		ops = append(ops, forward, backward)
	}
	return ops
}
