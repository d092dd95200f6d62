package tensor

import (
	"autogan/shaders"
	"autogan/vk"
)

// LSTMState is what one step of an LSTM computes from its gates.
type LSTMState struct {
	Hidden      Tensor // h' = o tanh(c'), [B, H]
	Cell        Tensor // c' = f c + i g, [B, H]
	Activations Tensor // i, f, g, o after their nonlinearities, [B, 4H], for the backward passes
}

// LSTMForward applies an LSTM's nonlinearities: i, f and o are sigmoids and g a
// hyperbolic tangent of the columns of gates, [B, 4H] in PyTorch's order
// i, f, g, o; c is [B, H]. It panics if the shapes differ.
func LSTMForward(s *vk.Stream, gates, c Tensor) LSTMState {
	wantShape("lstm", "c", c, Float32, -1, -1)
	batch, hidden := c.Shape[0], c.Shape[1]
	wantShape("lstm", "gates", gates, Float32, batch, 4*hidden)
	y := LSTMState{Hidden: Temp(s, batch, hidden), Cell: Temp(s, batch, hidden), Activations: Temp(s, batch, 4*hidden)}
	s.Kernel(shaders.LSTMForward).Read(gates.Buffer).Read(c.Buffer).
		Write(y.Activations.Buffer).Write(y.Cell.Buffer).Write(y.Hidden.Buffer).
		Int(batch * hidden).Int(hidden).Run1D(batch * hidden)
	return y
}

// LSTMBackwardCell is the VJP of c' = f c + i g: the cotangents of the gates
// (the columns of o are zero) and of c, from that of c'. It panics if the
// shapes differ.
func LSTMBackwardCell(s *vk.Stream, activations, c, dcNext Tensor) (dgates, dc Tensor) {
	return lstmBackward(s, shaders.LSTMBackwardCell, activations, c, dcNext)
}

// LSTMBackwardHidden is the VJP of h' = o tanh(c'): the cotangents of the gates
// (the columns of i, f and g are zero) and of c', from that of h'. It panics
// if the shapes differ.
func LSTMBackwardHidden(s *vk.Stream, activations, cNext, dhNext Tensor) (dgates, dcNext Tensor) {
	return lstmBackward(s, shaders.LSTMBackwardHidden, activations, cNext, dhNext)
}

func lstmBackward(s *vk.Stream, k *shaders.Kernel, activations, c, dy Tensor) (dgates, dc Tensor) {
	wantShape("lstm backward", "c", c, Float32, -1, -1)
	batch, hidden := c.Shape[0], c.Shape[1]
	wantShape("lstm backward", "activations", activations, Float32, batch, 4*hidden)
	wantShape("lstm backward", "dy", dy, Float32, batch, hidden)
	dgates, dc = Temp(s, batch, 4*hidden), Temp(s, batch, hidden)
	s.Kernel(k).Read(activations.Buffer).Read(c.Buffer).Read(dy.Buffer).Write(dgates.Buffer).Write(dc.Buffer).
		Int(batch * hidden).Int(hidden).Run1D(batch * hidden)
	return dgates, dc
}
