package pytorch

import (
	"math"
	"slices"

	"autogan/layers/checkpoint"
)

// storage is memory that tensors are views of.
type storage struct {
	kind
	count int // of elements
	data  []byte
}

// Tensor is a tensor of a file that was read.
type Tensor struct {
	Shape []int

	storage *storage
	offset  int
	strides []int
}

const (
	maxDims  = 8       // more than any layer has
	farthest = 1 << 40 // element of a storage, more than a file has
)

// newTensor checks a view of a storage: it must lie inside and read no element
// twice, so a short file cannot claim a large tensor.
func newTensor(s *storage, offset int64, shape, strides []int64) (*Tensor, error) {
	if len(shape) != len(strides) || len(shape) > maxDims {
		return nil, wrong("a tensor has the shape %v and the strides %v", shape, strides)
	}
	if offset < 0 || offset > int64(s.count) {
		return nil, wrong("a tensor begins at element %d of a storage of %d", offset, s.count)
	}
	elements, last := int64(1), offset
	for i, extent := range shape {
		if min(extent, strides[i]) < 0 || max(extent, strides[i], elements) > math.MaxInt32 || last > farthest { // else a product overflows
			return nil, wrong("a tensor has the shape %v and the strides %v", shape, strides)
		}
		elements *= extent
		last += max(extent-1, 0) * strides[i]
	}
	if elements > int64(s.count) || elements > 0 && last >= int64(s.count) {
		return nil, wrong("a tensor of shape %v reaches element %d of a storage of %d", shape, last, s.count)
	}
	t := &Tensor{storage: s, offset: int(offset), Shape: toInts(shape), strides: toInts(strides)}
	if elements > 1 && t.overlaps() {
		return nil, wrong("a tensor of shape %v has the strides %v, by which elements share their memory", shape, strides)
	}
	return t, nil
}

func toInts(list []int64) []int {
	values := make([]int, len(list))
	for i, v := range list {
		values[i] = int(v)
	}
	return values
}

// overlaps reports whether two elements may be the same number. It is true for
// some strides that only as_strided makes.
func (t *Tensor) overlaps() bool {
	axes := make([]int, 0, len(t.Shape))
	for axis, extent := range t.Shape {
		if extent > 1 {
			axes = append(axes, axis)
		}
	}
	slices.SortFunc(axes, func(a, b int) int { return t.strides[a] - t.strides[b] })
	reach := 0
	for _, axis := range axes {
		if t.strides[axis] <= reach {
			return true
		}
		reach += (t.Shape[axis] - 1) * t.strides[axis]
	}
	return false
}

// Array copies the tensor, as row-major F32 numbers or, if it holds them, I64.
func (t *Tensor) Array(name string) (checkpoint.Array, error) {
	s := t.storage
	if s.dtype == "" {
		return checkpoint.Array{}, wrong("tensor %q is of a %s, want floating-point numbers or LongStorage", name, s.class)
	}
	data := t.bytes()
	if s.dtype == checkpoint.I64 {
		return checkpoint.Array{Name: name, DType: s.dtype, Shape: t.Shape, Data: data}, nil
	}
	converted, err := checkpoint.ToF32(s.dtype, data)
	if err != nil {
		return checkpoint.Array{}, wrong("tensor %q: %v", name, err)
	}
	return checkpoint.Array{Name: name, DType: checkpoint.F32, Shape: t.Shape, Data: converted}, nil
}

// bytes copies the elements in row-major order.
func (t *Tensor) bytes() []byte {
	elements, rowMajor := 1, true
	for axis := len(t.Shape) - 1; axis >= 0; axis-- {
		rowMajor = rowMajor && (t.Shape[axis] == 1 || t.strides[axis] == elements)
		elements *= t.Shape[axis]
	}
	size := t.storage.size
	if rowMajor {
		return slices.Clone(t.storage.data[t.offset*size:][:elements*size])
	}
	data := make([]byte, 0, elements*size)
	for i := range elements {
		at, rest := t.offset, i
		for axis := len(t.Shape) - 1; axis >= 0; axis-- {
			at += rest % t.Shape[axis] * t.strides[axis]
			rest /= t.Shape[axis]
		}
		data = append(data, t.storage.data[at*size:(at+1)*size]...)
	}
	return data
}
