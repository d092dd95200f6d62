package ref

import (
	"fmt"
	"math"
)

// Array is a dense row-major array. Mag holds, beside each value, the sum of
// the magnitudes of its terms; for exact element-wise results it is |value|.
type Array struct {
	Shape []int
	Data  []float64
	Mag   []float64
}

// New returns an array of zeros.
func New(shape ...int) Array {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return Array{Shape: shape, Data: make([]float64, n), Mag: make([]float64, n)}
}

// From returns an array with the values of data, taken as exact. It panics when
// data does not fill the shape.
func From(data []float32, shape ...int) Array {
	a := New(shape...)
	if len(data) != len(a.Data) {
		panic(fmt.Sprintf("ref: from: %d values for shape %v", len(data), shape))
	}
	for i, v := range data {
		a.Data[i] = float64(v)
		a.Mag[i] = math.Abs(a.Data[i])
	}
	return a
}

// Floats returns the values as float32.
func (a Array) Floats() []float32 {
	out := make([]float32, len(a.Data))
	for i, v := range a.Data {
		out[i] = float32(v)
	}
	return out
}

// AddTerm adds a term to element i and its magnitude beside it.
func (a Array) AddTerm(i int, term float64) {
	a.Data[i] += term
	a.Mag[i] += math.Abs(term)
}
