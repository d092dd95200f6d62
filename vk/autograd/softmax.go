package autograd

import "autogan/vk/tensor"

// Softmax is exp(x_k) / Σ_j exp(x_j) over the last axis of x.
func Softmax(x *Var) *Var {
	s := x.tape.stream
	y := tensor.Softmax(s, x.Value)
	return x.tape.op(y, []*Var{x}, func(dy tensor.Tensor) []tensor.Tensor {
		return []tensor.Tensor{tensor.SoftmaxBackward(s, y, dy)}
	})
}

// LogSoftmax is x_k - ln Σ_j exp(x_j) over the last axis of x.
func LogSoftmax(x *Var) *Var {
	s := x.tape.stream
	y := tensor.LogSoftmax(s, x.Value)
	return x.tape.op(y, []*Var{x}, func(dy tensor.Tensor) []tensor.Tensor {
		return []tensor.Tensor{tensor.LogSoftmaxBackward(s, y, dy)}
	})
}
