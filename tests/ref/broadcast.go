package ref

import "math"

// Binary is an arithmetic operation on two numbers.
type Binary struct {
	Name   string
	Value  func(a, b float64) float64
	Slopes func(a, b float64) (da, db float64)
	ULP    float64    // that Vulkan allows the result
	VJPULP [2]float64 // that it allows the product of a cotangent and each slope
}

// The arithmetic operations. The gradient of a divisor, −g·(a/b)/b, takes two
// quotients and a product.
var (
	Add = Binary{"add", func(a, b float64) float64 { return a + b }, func(a, b float64) (da, db float64) { return 1, 1 }, 1, [2]float64{}}
	Sub = Binary{"sub", func(a, b float64) float64 { return a - b }, func(a, b float64) (da, db float64) { return 1, -1 }, 1, [2]float64{}}
	Mul = Binary{"mul", func(a, b float64) float64 { return a * b }, func(a, b float64) (da, db float64) { return b, a }, 1, [2]float64{1, 1}}
	Div = Binary{"div", func(a, b float64) float64 { return a / b }, func(a, b float64) (da, db float64) { return 1 / b, -a / (b * b) }, 2.5, [2]float64{2.5, 6}}
)

// Binaries are the arithmetic operations by name.
var Binaries = map[string]Binary{Add.Name: Add, Sub.Name: Sub, Mul.Name: Mul, Div.Name: Div}

// Combine is f of corresponding elements after broadcasting.
func Combine(f Binary, a, b Array) Array {
	shape := BroadcastShape(a.Shape, b.Shape)
	y := New(shape...)
	for i := range y.Data {
		v := f.Value(a.Data[sourceIndex(i, a.Shape, shape)], b.Data[sourceIndex(i, b.Shape, shape)])
		y.set(i, v, f.ULP*math.Abs(v))
	}
	return y
}

// CombineVJP is the VJP of Combine.
func CombineVJP(f Binary, a, b, gradOutput Array) (gradA, gradB Array) {
	shape := gradOutput.Shape
	termsA, termsB := New(shape...), New(shape...)
	for i, g := range gradOutput.Data {
		da, db := f.Slopes(a.Data[sourceIndex(i, a.Shape, shape)], b.Data[sourceIndex(i, b.Shape, shape)])
		termsA.set(i, g*da, f.VJPULP[0]*math.Abs(g*da))
		termsB.set(i, g*db, f.VJPULP[1]*math.Abs(g*db))
	}
	return SumTo(termsA, a.Shape...), SumTo(termsB, b.Shape...)
}

// BroadcastShape is numpy's: axes are aligned at the right, and an axis of
// length one is repeated. It panics if the shapes do not agree.
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

// sourceIndex is the index in an array of shape from that element i of the
// broadcast array, of shape to, is read from.
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

// Expand is scale · x, repeated to a shape.
func Expand(x Array, scale float64, shape ...int) Array {
	y := New(shape...)
	for i := range y.Data {
		v := scale * x.Data[sourceIndex(i, x.Shape, shape)]
		y.set(i, v, math.Abs(v))
	}
	return y
}

// SumTo adds the elements of x that Expand would read from the same element of
// an array of the given shape: the VJP of broadcasting. A sum of one term is
// that term.
func SumTo(x Array, shape ...int) Array {
	y := New(shape...)
	alone := len(y.Data) == len(x.Data)
	for i, v := range x.Data {
		to := sourceIndex(i, shape, x.Shape)
		y.Data[to] += v
		y.Mag[to] += x.Mag[i]
		if !alone {
			y.Mag[to] += math.Abs(v)
		}
	}
	return y
}

// SumRows adds x: [G, rows, channels] over its rows.
func SumRows(x Array, groups, rows, channels int) Array {
	return SumTo(x.Reshape(groups, rows, channels), groups, 1, channels).Reshape(groups, channels)
}

// Mean averages all elements, giving [1].
func Mean(x Array) Array { return scaled(SumTo(x, 1), 1/float64(len(x.Data))) }
