package ref

// BroadcastShape is numpy's: axes are aligned at the right, and an axis of
// length one stretches. It panics if the shapes do not agree.
func BroadcastShape(a, b []int) []int {
	if len(a) < len(b) {
		a, b = b, a
	}
	shape := append([]int(nil), a...)
	for i, n := range b {
		at := len(a) - len(b) + i
		switch {
		case shape[at] == 1:
			shape[at] = n
		case n != 1 && n != shape[at]:
			panic("ref: broadcast: shapes do not agree")
		}
	}
	return shape
}

// sourceIndex is the element of an array of shape from that element i of an
// array of the broadcast shape to reads.
func sourceIndex(i int, from, to []int) int {
	index, stride := 0, 1
	for axis := len(to) - 1; axis >= 0; axis-- {
		at := i % to[axis]
		i /= to[axis]
		if own := axis - (len(to) - len(from)); own >= 0 {
			if from[own] > 1 {
				index += at * stride
			}
			stride *= from[own]
		}
	}
	return index
}

// BroadcastTo repeats x to a shape.
func BroadcastTo(x Array, shape ...int) Array {
	y := New(shape...)
	for i := range y.Data {
		from := sourceIndex(i, x.Shape, shape)
		y.Data[i], y.Mag[i] = x.Data[from], x.Mag[from]
	}
	return y
}

// SumTo adds the elements of x that BroadcastTo would read from the same
// element of an array of the given shape: the VJP of BroadcastTo.
func SumTo(x Array, shape ...int) Array {
	y := New(shape...)
	for i, v := range x.Data {
		to := sourceIndex(i, shape, x.Shape)
		y.Data[to] += v
		y.Mag[to] += x.Mag[i]
	}
	return y
}

// Combine is f of corresponding elements after broadcasting.
func Combine(f func(a, b float64) float64, a, b Array) Array {
	shape := BroadcastShape(a.Shape, b.Shape)
	y := New(shape...)
	for i := range y.Data {
		y.AddTerm(i, f(a.Data[sourceIndex(i, a.Shape, shape)], b.Data[sourceIndex(i, b.Shape, shape)]))
	}
	return y
}

// Plus is a + b, for Combine.
func Plus(a, b float64) float64 { return a + b }

// Minus is a − b, for Combine.
func Minus(a, b float64) float64 { return a - b }

// Times is a · b, for Combine.
func Times(a, b float64) float64 { return a * b }

// Over is a / b, for Combine.
func Over(a, b float64) float64 { return a / b }

// AddVJP is the VJP of a + b.
func AddVJP(a, b, gradOutput Array) (gradA, gradB Array) {
	return SumTo(gradOutput, a.Shape...), SumTo(gradOutput, b.Shape...)
}

// SubVJP is the VJP of a − b.
func SubVJP(a, b, gradOutput Array) (gradA, gradB Array) {
	return SumTo(gradOutput, a.Shape...), SumTo(Apply(Affine(-1, 0), gradOutput), b.Shape...)
}

// MulVJP is the VJP of a · b.
func MulVJP(a, b, gradOutput Array) (gradA, gradB Array) {
	return SumTo(Combine(Times, gradOutput, b), a.Shape...), SumTo(Combine(Times, gradOutput, a), b.Shape...)
}

// DivVJP is the VJP of a / b: gradOutput/b and −gradOutput·a/b².
func DivVJP(a, b, gradOutput Array) (gradA, gradB Array) {
	slope := Combine(func(a, b float64) float64 { return -a / (b * b) }, a, b)
	return SumTo(Combine(Over, gradOutput, b), a.Shape...), SumTo(Combine(Times, gradOutput, slope), b.Shape...)
}

// SumRows adds x: [G, rows, channels] over its rows.
func SumRows(x Array, groups, rows, channels int) Array {
	folded := Array{Shape: []int{groups, rows, channels}, Data: x.Data, Mag: x.Mag}
	y := SumTo(folded, groups, 1, channels)
	return Array{Shape: []int{groups, channels}, Data: y.Data, Mag: y.Mag}
}
