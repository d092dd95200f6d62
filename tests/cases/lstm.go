package cases

import (
	"fmt"

	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// cells are [batch, hidden]; the controller's are 100 wide.
var cells = [][2]int{{1, 1}, {1, 100}, {3, 7}, {8, 9}, {9, 8}, {2, 64}, {1, 63}, {65, 5}, {257, 1}}

func lstmOps() []Op {
	forward, cell, hidden := Op{Name: "lstm", Variants: layouts}, Op{Name: "lstm_backward_cell", Variants: layouts}, Op{Name: "lstm_backward_hidden", Variants: layouts}
	for _, shape := range cells {
		b, h := shape[0], shape[1]
		forward.Cases = append(forward.Cases, named(Case{
			Operands: []Operand{of(b, 4*h), of(b, h)},
			Launch: launches(func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
				y := tensor.LSTMForward(s, x[0], x[1])
				return []tensor.Tensor{y.Hidden, y.Cell, y.Activations}
			}),
			Want: func(x []ref.Array) []ref.Array {
				h, c, activations := ref.LSTMForward(x[0], x[1])
				return []ref.Array{h, c, activations}
			},
		}))
		// Activations between 0 and 1, state, cotangent.
		backward := Case{Operands: []Operand{of(b, 4*h).drawn(share), of(b, h), of(b, h)}}
		cell.Cases = append(cell.Cases, named(lstmBackward(backward, tensor.LSTMBackwardCell, ref.LSTMBackwardCell)))
		hidden.Cases = append(hidden.Cases, named(lstmBackward(backward, tensor.LSTMBackwardHidden, ref.LSTMBackwardHidden)))
	}
	return []Op{forward, cell, hidden, lstmCell()}
}

func lstmBackward(c Case, run func(s *vk.Stream, activations, state, dy tensor.Tensor) (dgates, dstate tensor.Tensor),
	oracle func(activations, state, dy ref.Array) (dgates, dstate ref.Array)) Case {
	c.Launch = launches(func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		dgates, dstate := run(s, x[0], x[1], x[2])
		return []tensor.Tensor{dgates, dstate}
	})
	c.Want = func(x []ref.Array) []ref.Array {
		dgates, dstate := oracle(x[0], x[1], x[2])
		return []ref.Array{dgates, dstate}
	}
	return c
}

// lstmCell has the operands x, h, c, both weights and both biases. Over several
// steps states are passed on, and weights collect the gradients of all their
// uses.
func lstmCell() Op {
	op := Op{Name: "lstm_cell"}
	for _, steps := range []int{1, 3} {
		const batch, input, hidden = 3, 5, 6
		c := Case{Operands: []Operand{of(batch, input), of(batch, hidden), of(batch, hidden),
			of(input, 4*hidden), of(hidden, 4*hidden), of(4 * hidden), of(4 * hidden)}}
		c.Gradient = &Gradient{
			Device: func(x []*autograd.Var) *autograd.Var {
				h, c := x[1], x[2]
				for range steps {
					h, c = autograd.LSTMCell(x[0], h, c, x[3], x[4], x[5], x[6])
				}
				return autograd.Add(h, c)
			},
			Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var {
				h, c := x[1], x[2]
				for range steps {
					h, c = t.LSTMCell(x[0], h, c, x[3], x[4], x[5], x[6])
				}
				return t.Add(h, c)
			},
		}
		op.Cases = append(op.Cases, named(c, fmt.Sprint("T", steps)))
	}
	return op
}
