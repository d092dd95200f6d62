package gradcheck

import (
	"testing"

	"autogan/layers"
	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/vk/autograd"
)

// TestLSTMCellLayer checks the layer over three steps, as the controller runs it.
func TestLSTMCellLayer(t *testing.T) {
	_, s := testgpu.Stream(t)
	const batch, input, hidden, steps = 3, 5, 8, 3
	r := layers.NewRegistry(s, 1)
	cell := layers.NewLSTMCell(r, "lstm", input, hidden)
	t.Cleanup(r.Release)
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	module{
		params: r.Params(), state: r.StateDict(), inputs: [][]int{{batch, input}, {batch, hidden}, {batch, hidden}},
		device: func(_ *autograd.Tape, x []*autograd.Var) *autograd.Var {
			h, c := x[1], x[2]
			for range steps {
				h, c = cell.Forward(x[0], h, c)
			}
			return autograd.Mul(h, c)
		},
		oracle: func(n *oracleNet, x []*ref.Var) *ref.Var {
			h, c := x[1], x[2]
			for range steps {
				h, c = n.LSTMCell(x[0], h, c, n.at("lstm.weight_ih"), n.at("lstm.weight_hh"), n.at("lstm.bias_ih"), n.at("lstm.bias_hh"))
			}
			return n.Combine(ref.Mul, h, c)
		},
	}.check(t, s)
}
