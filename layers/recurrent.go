package layers

import (
	"autogan/vk/autograd"
)

// LSTMCell is one step of an LSTM with PyTorch's gate order and two biases:
// x [N, Input], h and c [N, Hidden].
type LSTMCell struct {
	inputWeight, hiddenWeight, inputBias, hiddenBias *Param
}

// NewLSTMCell makes the cell's tensors, drawn from U(±1/√hidden) as PyTorch does.
func NewLSTMCell(r *Registry, name string, input, hidden int) *LSTMCell {
	init := UniformBound(fanInBound(hidden))
	return &LSTMCell{
		inputWeight:  r.Param(name+".weight_ih", init, input, 4*hidden),
		hiddenWeight: r.Param(name+".weight_hh", init, hidden, 4*hidden),
		inputBias:    r.Param(name+".bias_ih", init, 4*hidden),
		hiddenBias:   r.Param(name+".bias_hh", init, 4*hidden),
	}
}

// Forward returns the next hidden and cell state, each [N, Hidden].
func (l *LSTMCell) Forward(x, h, c *autograd.Var) (hNext, cNext *autograd.Var) {
	t := x.Tape()
	return autograd.LSTMCell(x, h, c, t.Param(l.inputWeight), t.Param(l.hiddenWeight), t.Param(l.inputBias), t.Param(l.hiddenBias))
}
