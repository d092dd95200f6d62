package tensor

import (
	"slices"
	"testing"
)

// shapeFrom reads a shape of up to five axes of extents 0 to 5, a digit each.
func shapeFrom(text string) Shape {
	shape := Shape{}
	for _, c := range []byte(text[:min(len(text), 5)]) {
		shape = append(shape, int(c)%6)
	}
	return shape
}

// broadcastByHand is numpy's rule: from the right, extents agree or one is 1.
func broadcastByHand(a, b Shape) (Shape, bool) {
	rank := max(len(a), len(b))
	shape := make(Shape, rank)
	for i := 1; i <= rank; i++ {
		m, n := 1, 1
		if i <= len(a) {
			m = a[len(a)-i]
		}
		if i <= len(b) {
			n = b[len(b)-i]
		}
		switch {
		case m == n, n == 1:
			shape[rank-i] = m
		case m == 1:
			shape[rank-i] = n
		default:
			return nil, false
		}
	}
	return shape, true
}

// elementByHand is the element of an operand that stands at an index of the shape.
func elementByHand(operand Shape, index []int) int {
	at := 0
	for i, extent := range operand {
		at *= extent
		if extent > 1 {
			at += index[len(index)-len(operand)+i]
		}
	}
	return at
}

// FuzzShapeBroadcast compares the shape and every element of two operands'
// walk over it with numpy's rule, written out. Shapes that need more axes than
// the kernels have must panic.
func FuzzShapeBroadcast(f *testing.F) {
	f.Add("234", "34")
	f.Add("2131", "1311")
	f.Add("", "5")
	f.Add("0", "1")
	f.Add("31313", "13131")
	f.Add("23", "32")
	f.Fuzz(func(t *testing.T, textA, textB string) {
		a, b := shapeFrom(textA), shapeFrom(textB)
		want, fits := broadcastByHand(a, b)
		shape, fit := attempt(func() Shape { return broadcastShape("test", a, b) })
		if fit != fits || fits && !slices.Equal(shape, want) {
			t.Fatalf("%v with %v: got %v (%t), want %v (%t)", a, b, shape, fit, want, fits)
		}
		if !fits || want.NumElements() == 0 {
			return
		}
		g, fit := attempt(func() grid { return newGrid("test", want, a, b) })
		if !fit {
			if axesByHand(want, a, b) <= 4 {
				t.Fatalf("%v with %v panics", a, b)
			}
			return
		}
		checkGrid(t, g, want, a, b)
	})
}

// axesByHand counts the runs of axes that both operands walk alike.
func axesByHand(shape Shape, operands ...Shape) int {
	axes, last := 0, ""
	for i, extent := range shape {
		if extent == 1 {
			continue
		}
		pattern := ""
		for _, operand := range operands {
			k := i - len(shape) + len(operand)
			if k >= 0 && operand[k] == extent {
				pattern += "x"
			} else {
				pattern += "-"
			}
		}
		if pattern != last {
			axes, last = axes+1, pattern
		}
	}
	return axes
}

// checkGrid walks the grid as the kernels do.
func checkGrid(t *testing.T, g grid, shape Shape, operands ...Shape) {
	t.Helper()
	if Shape(g.size[:]).NumElements() != shape.NumElements() {
		t.Fatalf("%v over %v: the grid's size is %v", operands, shape, g.size)
	}
	for i := range shape.NumElements() {
		at := unflatten(i, g.size[:])
		index := unflatten(i, shape)
		for k, operand := range operands {
			got := 0
			for axis, stride := range g.stride[k] {
				got += at[axis] * stride
			}
			if want := elementByHand(operand, index); got != want {
				t.Fatalf("%v over %v, %+v: element %d of operand %d is %d, want %d", operands, shape, g, i, k, got, want)
			}
		}
	}
	if g.rank() < 4 && Shape(g.size[:4-g.rank()]).NumElements() != 1 {
		t.Fatalf("%v over %v: rank %d leaves out axes of %v", operands, shape, g.rank(), g.size)
	}
}

// unflatten is the index of element i along each axis.
func unflatten(i int, shape []int) []int {
	index := make([]int, len(shape))
	for axis := len(shape) - 1; axis >= 0; axis-- {
		index[axis] = i % shape[axis]
		i /= shape[axis]
	}
	return index
}

// attempt returns what f returns, or false if it panics.
func attempt[T any](f func() T) (result T, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	return f(), true
}
