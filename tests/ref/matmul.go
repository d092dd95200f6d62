package ref

// MatMul is op(a)·op(b), where op transposes a [K, M] if transA, b [N, K] if transB.
func MatMul(a, b Array, transA, transB bool) Array {
	if transA {
		a = Transpose(a)
	}
	if transB {
		b = Transpose(b)
	}
	m, k, n := a.Shape[0], a.Shape[1], b.Shape[1]
	y := New(m, n)
	for i := range y.Data {
		for j := range k {
			y.AddTerm(i, a.Data[i/n*k+j]*b.Data[j*n+i%n])
		}
	}
	return y
}

// MatMulVJP gives the gradients of both operands from that of op(a)·op(b).
func MatMulVJP(a, b, gradY Array, transA, transB bool) (gradA, gradB Array) {
	gradA = MatMul(gradY, b, false, !transB)
	if transA {
		gradA = Transpose(gradA)
	}
	gradB = MatMul(a, gradY, !transA, false)
	if transB {
		gradB = Transpose(gradB)
	}
	return gradA, gradB
}

// Linear is x·weight + bias; bias may be the zero Array.
func Linear(x, weight, bias Array) Array {
	return addBias(MatMul(x, weight, false, false), bias)
}

// Transpose swaps the axes of a matrix.
func Transpose(a Array) Array {
	rows, columns := a.Shape[0], a.Shape[1]
	t := New(columns, rows)
	for i := range a.Data {
		to := i%columns*rows + i/columns
		t.Data[to], t.Mag[to] = a.Data[i], a.Mag[i]
	}
	return t
}

// addBias adds bias along the last axis of y, in place.
func addBias(y, bias Array) Array {
	for i := range y.Data {
		if bias.Shape != nil {
			y.AddTerm(i, bias.Data[i%len(bias.Data)])
		}
	}
	return y
}
