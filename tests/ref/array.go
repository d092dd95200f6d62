package ref

import (
	"fmt"
	"math"
)

// Array is a dense row-major array of values. A float32 computation of value i
// may be off by 4·ε·Mag[i], ε = 2⁻²³ the distance from 1 to the next float32;
// zero means exact.
type Array struct {
	Shape []int
	Data  []float64
	Mag   []float64
}

// ulp is ε, the largest ratio of one unit in the last place to its number.
const ulp = 1.0 / (1 << 23)

// Unit is what one unit of Mag allows. Sums of random products of up to 16,384
// terms came within 1.7·ε of the sum of their magnitudes in sequence, and
// within 0.7·ε in trees.
const Unit = 4 * ulp

// New returns an array of exact zeros.
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

// Reshape is the same values in another shape.
func (a Array) Reshape(shape ...int) Array { return Array{Shape: shape, Data: a.Data, Mag: a.Mag} }

// AddTerm adds a term to element i, and its magnitude to Mag.
func (a Array) AddTerm(i int, term float64) {
	a.Data[i] += term
	a.Mag[i] += math.Abs(term)
}

// set stores a value that may be off by an absolute error in units of ε.
func (a Array) set(i int, value, epsilons float64) {
	a.Data[i], a.Mag[i] = value, epsilons*ulp/Unit
}

// scaled is a times a factor that float32 holds, in place; the product is rounded.
func scaled(a Array, factor float64) Array {
	for i := range a.Data {
		a.set(i, factor*a.Data[i], (4*a.Mag[i]+math.Abs(a.Data[i]))*math.Abs(factor))
	}
	return a
}
