package tensor

import "fmt"

// wantType panics unless t holds elements of type d.
func wantType(op string, t Tensor, d DType) {
	if t.None() || t.DType != d {
		panic(fmt.Sprintf("tensor: %s: got %v %v, want %v", op, t.DType, t.Shape, d))
	}
}

// wantShape panics unless t has the type and the dimensions; -1 allows any.
func wantShape(op, name string, t Tensor, d DType, dims ...int) {
	fits := t.DType == d && len(t.Shape) == len(dims)
	for i := 0; fits && i < len(dims); i++ {
		fits = dims[i] < 0 || t.Shape[i] == dims[i]
	}
	if !fits {
		panic(fmt.Sprintf("tensor: %s: %s is %v %v, want %v %v", op, name, t.DType, t.Shape, d, Shape(dims)))
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
