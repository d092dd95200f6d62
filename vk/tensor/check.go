package tensor

import (
	"fmt"
	"slices"
)

// wantType panics unless t holds elements of type d.
func wantType(op string, t Tensor, d DType) {
	if t.None() || t.DType != d {
		panic(fmt.Sprintf("tensor: %s: got %v %v, want %v", op, t.DType, t.Shape, d))
	}
}

// wantFloat panics unless t holds numbers with a fraction.
func wantFloat(op string, t Tensor) {
	if t.None() || !t.DType.number() {
		panic(fmt.Sprintf("tensor: %s: got %v %v, want %v, %v or %v", op, t.DType, t.Shape, Float32, Float16, BFloat16))
	}
}

// wantFloats panics unless t holds numbers in a shape of that rank.
func wantFloats(op, name string, t Tensor, rank int) {
	if len(t.Shape) != rank || !t.DType.number() {
		panic(fmt.Sprintf("tensor: %s: %s is %v %v, want %v, %v or %v of rank %d", op, name, t.DType, t.Shape, Float32, Float16, BFloat16, rank))
	}
}

// wantShape panics unless t has the type and the dimensions; -1 allows any.
func wantShape(op, name string, t Tensor, d DType, dims ...int) {
	fits := t.DType == d && len(t.Shape) == len(dims)
	for i := 0; fits && i < len(dims); i++ {
		fits = dims[i] < 0 || t.Shape[i] == dims[i]
	}
	if !fits {
		panic(fmt.Sprintf("tensor: %s: %s is %v %v, want %v %v", op, name, t.DType, t.Shape, d, Shape(slices.Clone(dims)))) // a copy, or every call would allocate dims
	}
}

// wantAlike panics unless a and b hold numbers in one shape.
func wantAlike(op, nameA string, a Tensor, nameB string, b Tensor) {
	wantFloat(op, a)
	if !b.DType.number() || !a.Shape.Equal(b.Shape) {
		panic(fmt.Sprintf("tensor: %s: %s is %v, %s is %v %v", op, nameA, a.Shape, nameB, b.DType, b.Shape))
	}
}

// wantSame panics unless a and b are float32 tensors of one shape.
func wantSame(op, nameA string, a Tensor, nameB string, b Tensor) {
	wantType(op, a, Float32)
	if b.DType != Float32 || !a.Shape.Equal(b.Shape) {
		panic(fmt.Sprintf("tensor: %s: %s is %v, %s is %v %v", op, nameA, a.Shape, nameB, b.DType, b.Shape))
	}
}

// wantPairs panics unless there are as many a as b.
func wantPairs(op, nameA string, a int, nameB string, b int) {
	if a != b {
		panic(fmt.Sprintf("tensor: %s: %d %s, %d %s", op, a, nameA, b, nameB))
	}
}
