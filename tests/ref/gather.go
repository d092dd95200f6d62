package ref

// Pick is x[r, index[r]].
func Pick(x Array, index []uint32) Array {
	y := New(len(index))
	for r, c := range index {
		y.AddTerm(r, x.Data[r*x.Shape[1]+int(c)])
	}
	return y
}

// PickVJP scatters dy into zeros of shape [rows, k].
func PickVJP(dy Array, index []uint32, k int) Array {
	dx := New(len(index), k)
	for r, c := range index {
		dx.AddTerm(r*k+int(c), dy.Data[r])
	}
	return dx
}

// Embedding is the rows of the table that index names.
func Embedding(table Array, index []uint32) Array {
	width := table.Shape[1]
	y := New(len(index), width)
	for r, v := range index {
		for e := range width {
			y.AddTerm(r*width+e, table.Data[int(v)*width+e])
		}
	}
	return y
}

// EmbeddingVJP adds dy[r] to row index[r] of a table of zeros.
func EmbeddingVJP(dy Array, index []uint32, entries int) Array {
	width := dy.Shape[1]
	dtable := New(entries, width)
	for r, v := range index {
		for e := range width {
			dtable.AddTerm(int(v)*width+e, dy.Data[r*width+e])
		}
	}
	return dtable
}
