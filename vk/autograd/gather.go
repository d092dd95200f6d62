package autograd

import "autogan/vk/tensor"

// Pick is x[r, index[r]] for every row r: x [R, K], index uint32 [R], result
// [R]. An index of K or more gives NaN. It panics if the shapes differ.
func Pick(x *Var, index tensor.Tensor) *Var {
	s, y := x.tape.stream, tensor.Pick(x.tape.stream, x.Value, index)
	return x.tape.op(y, []*Var{x}, func(dy tensor.Tensor) []tensor.Tensor {
		return []tensor.Tensor{tensor.PickBackward(s, dy, index, x.Value.Dim(1))}
	})
}

// Embedding is the rows of table [V, E] that index, uint32 [R], names: [R, E].
// An index of V or more gives a row of NaN.
func Embedding(table *Var, index tensor.Tensor) *Var {
	s, y := table.tape.stream, tensor.Embedding(table.tape.stream, table.Value, index)
	return table.tape.op(y, []*Var{table}, func(dy tensor.Tensor) []tensor.Tensor {
		return []tensor.Tensor{tensor.EmbeddingBackward(s, dy, index, table.Value.Dim(0))}
	})
}
