package tensor

import (
	"autogan/shaders"
	"autogan/vk"
)

// Pick returns x[r, index[r]] for every row r: x [R, K], index uint32 [R],
// result [R]. An index of K or more gives NaN. It panics if the shapes differ.
func Pick(s *vk.Stream, x, index Tensor) Tensor {
	wantShape("pick", "x", x, Float32, -1, -1)
	wantShape("pick", "index", index, Uint32, x.Shape[0])
	rows := x.Shape[0]
	y := Temp(s, rows)
	s.Kernel(shaders.PickForward).Read(x.Buffer).Read(index.Buffer).Write(y.Buffer).
		Int(rows).Int(x.Shape[1]).Run1D(rows)
	return y
}

// PickBackward is the VJP of Pick: zero except dx[r, index[r]] = dy[r]. dy is
// [R], index uint32 [R], the result [R, k]. It panics if the shapes differ.
func PickBackward(s *vk.Stream, dy, index Tensor, k int) Tensor {
	wantShape("pick backward", "dy", dy, Float32, -1)
	wantShape("pick backward", "index", index, Uint32, dy.Shape[0])
	dx := Temp(s, dy.Shape[0], k)
	n := dx.Shape.NumElements()
	s.Kernel(shaders.PickBackward).Read(dy.Buffer).Read(index.Buffer).Write(dx.Buffer).Int(n).Int(k).Run1D(n)
	return dx
}

// Embedding returns the rows of a table: table [V, E], index uint32 [R],
// result [R, E]. An index of V or more gives a row of NaN. It panics if a
// shape or type differs.
func Embedding(s *vk.Stream, table, index Tensor) Tensor {
	wantShape("embedding", "table", table, Float32, -1, -1)
	wantShape("embedding", "index", index, Uint32, -1)
	entries, width := table.Shape[0], table.Shape[1]
	y := Temp(s, index.Shape[0], width)
	n := y.Shape.NumElements()
	s.Kernel(shaders.EmbeddingForward).Read(table.Buffer).Read(index.Buffer).Write(y.Buffer).
		Int(n).Int(entries).Int(width).Run1D(n)
	return y
}

// EmbeddingBackward is the VJP of Embedding for the table: row v is the sum of
// the dy[r] with index[r] = v, in the order of r. dy is [R, E], index uint32
// [R], the result [entries, E]. It panics if the shapes differ.
func EmbeddingBackward(s *vk.Stream, dy, index Tensor, entries int) Tensor {
	wantShape("embedding backward", "dy", dy, Float32, -1, -1)
	wantShape("embedding backward", "index", index, Uint32, dy.Shape[0])
	rows, width := dy.Shape[0], dy.Shape[1]
	dtable := Temp(s, entries, width)
	n := dtable.Shape.NumElements()
	s.Kernel(shaders.EmbeddingBackward).Read(dy.Buffer).Read(index.Buffer).Write(dtable.Buffer).
		Int(n).Int(rows).Int(width).Run1D(n)
	return dtable
}
