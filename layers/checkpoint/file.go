package checkpoint

import (
	"encoding/binary"
	"fmt"
	"math"
)

// DType is the type of an array's elements, spelled as in the file.
type DType string

// The types this package reads and writes, little-endian. [LoadWeights] reads more.
const (
	F32 DType = "F32"
	U32 DType = "U32"
	I64 DType = "I64"
	U8  DType = "U8"
)

// Size is the number of bytes of one element, 0 for a type that the package
// does not know.
func (d DType) Size() int {
	switch d {
	case F32, U32:
		return 4
	case I64:
		return 8
	case U8:
		return 1
	}
	return 0
}

// Array is a named array in host memory, row-major.
type Array struct {
	Name  string
	DType DType
	Shape []int
	Data  []byte // Shape's product times DType.Size bytes
}

// File is the content of a checkpoint. Names are unique.
type File struct {
	Metadata map[string]string
	Arrays   []Array

	path string // where Load found it, for the errors of Upload
}

// Find returns the array of that name.
func (f *File) Find(name string) (Array, bool) {
	for _, a := range f.Arrays {
		if a.Name == name {
			return a, true
		}
	}
	return Array{}, false
}

// Add appends an array.
func (f *File) Add(a Array) { f.Arrays = append(f.Arrays, a) }

// Floats makes an F32 array of values; without dims it has one dimension.
// [Encode] checks that the values fill the shape.
func Floats(name string, values []float32, dims ...int) Array {
	data := make([]byte, 0, 4*len(values))
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return Array{Name: name, DType: F32, Shape: shapeOf(len(values), dims), Data: data}
}

// Ints makes an I64 array of values; without dims it has one dimension.
// [Encode] checks that the values fill the shape.
func Ints(name string, values []int64, dims ...int) Array {
	data := make([]byte, 0, 8*len(values))
	for _, v := range values {
		data = binary.LittleEndian.AppendUint64(data, uint64(v))
	}
	return Array{Name: name, DType: I64, Shape: shapeOf(len(values), dims), Data: data}
}

func shapeOf(n int, dims []int) []int {
	if len(dims) == 0 {
		return []int{n}
	}
	return append([]int(nil), dims...)
}

// Floats returns the elements of an F32 array. It panics on another type.
func (a Array) Floats() []float32 {
	a.mustBe(F32)
	values := make([]float32, len(a.Data)/4)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(a.Data[4*i:]))
	}
	return values
}

// Ints returns the elements of an I64 array. It panics on another type.
func (a Array) Ints() []int64 {
	a.mustBe(I64)
	values := make([]int64, len(a.Data)/8)
	for i := range values {
		values[i] = int64(binary.LittleEndian.Uint64(a.Data[8*i:]))
	}
	return values
}

func (a Array) mustBe(want DType) {
	if a.DType != want {
		panic(fmt.Sprintf("checkpoint: %s: elements are %s, want %s", a.Name, a.DType, want))
	}
}

// byteSize is the number of bytes of an array of elements of a size; false if that
// is 0, a dimension is negative or the product exceeds 2^62.
func byteSize(element int, shape []int) (int64, bool) {
	size := int64(element)
	if size == 0 {
		return 0, false
	}
	for _, dim := range shape {
		if dim < 0 || dim > 0 && size > math.MaxInt64/2/int64(dim) {
			return 0, false
		}
		size *= int64(dim)
	}
	return size, true
}
