package autograd

import "autogan/vk/tensor"

// LSTMCell is one step of an LSTM: x [B, I], h and c [B, H], inputWeight
// [I, 4H], hiddenWeight [H, 4H], both biases [4H]. The columns are the gates in
// PyTorch's order i, f, g, o:
//
//	gates = x·inputWeight + inputBias + h·hiddenWeight + hiddenBias
//	c' = σ(f) c + σ(i) tanh(g),  h' = σ(o) tanh(c')
func LSTMCell(x, h, c, inputWeight, hiddenWeight, inputBias, hiddenBias *Var) (hNext, cNext *Var) {
	gates := Add(Linear(x, inputWeight, inputBias), Linear(h, hiddenWeight, hiddenBias))
	return lstmState(gates, c)
}

// lstmState launches one kernel for both results and records each as an
// operation of its own: c' of gates and c, h' of gates and c'.
func lstmState(gates, c *Var) (hNext, cNext *Var) {
	t, s := gates.tape, gates.tape.stream
	y := tensor.LSTMForward(s, gates.Value, c.Value)
	cNext = t.op(y.Cell, []*Var{gates, c}, func(dcNext tensor.Tensor) []tensor.Tensor {
		dgates, dc := tensor.LSTMBackwardCell(s, y.Activations, c.Value, dcNext)
		return []tensor.Tensor{dgates, dc}
	})
	hNext = t.op(y.Hidden, []*Var{gates, cNext}, func(dhNext tensor.Tensor) []tensor.Tensor {
		dgates, dcNext := tensor.LSTMBackwardHidden(s, y.Activations, y.Cell, dhNext)
		return []tensor.Tensor{dgates, dcNext}
	})
	return hNext, cNext
}
