package ref

// Pick is x[r, index[r]] for x: [R, K]; indices are numbers of an array [R].
func Pick(x, index Array) Array {
	y := New(len(index.Data))
	for r, c := range index.Data {
		y.Data[r] = x.Data[r*x.Shape[1]+int(c)]
	}
	return y
}

// PickVJP scatters dy into zeros of shape [R, k].
func PickVJP(dy, index Array, k int) Array {
	dx := New(len(index.Data), k)
	for r, c := range index.Data {
		dx.Data[r*k+int(c)] = dy.Data[r]
	}
	return dx
}

// Embedding is the rows of the table that index names.
func Embedding(table, index Array) Array {
	width := table.Shape[1]
	y := New(len(index.Data), width)
	for r, v := range index.Data {
		copy(y.Data[r*width:(r+1)*width], table.Data[int(v)*width:])
	}
	return y
}

// EmbeddingVJP adds dy[r] to row index[r] of a table of zeros.
func EmbeddingVJP(dy, index Array, entries int) Array {
	width := dy.Shape[1]
	dtable := New(entries, width)
	for r, v := range index.Data {
		for e := range width {
			dtable.AddTerm(int(v)*width+e, dy.Data[r*width+e])
		}
	}
	return dtable
}
