package tensor

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"autogan/vk"
)

// Shape is the extent of each axis, outermost first. The empty, non-nil shape is a
// scalar. Tensors share shapes, so that one is never changed.
type Shape []int

// NumElements is the product of the extents.
func (s Shape) NumElements() int {
	n := 1
	for _, d := range s {
		n *= d
	}
	return n
}

// Equal reports whether both shapes have the same extents.
func (s Shape) Equal(t Shape) bool { return slices.Equal(s, t) }

// String writes the shape as [2 3 4].
func (s Shape) String() string { return fmt.Sprint([]int(s)) }

// DType is the type of a tensor's elements.
type DType int

// Element types.
const (
	Float32 DType = iota
	Uint32
	Uint8
	Float16  // storage alone, in fours: the last axis is a multiple of four
	BFloat16 // the same: the upper half of a float32, with its range and 8 bits of precision
)

// Size is the number of bytes of an element.
func (t DType) Size() int { return [...]int{4, 4, 1, 2, 2}[t] }

// String is the name of the type.
func (t DType) String() string {
	return [...]string{"float32", "uint32", "uint8", "float16", "bfloat16"}[t]
}

// Tensor is a shape and a view of device memory; a small value, copied freely.
// The zero Tensor, with a nil shape, stands for "none".
type Tensor struct {
	Shape  Shape
	DType  DType
	Buffer vk.Buffer
}

// New returns a tensor in persistent memory, with undefined content; Release
// frees it. It panics on a negative extent, and on 16 bits whose last axis
// is no multiple of four.
func New(dev *vk.Device, dtype DType, dims ...int) (Tensor, error) {
	shape := Shape(slices.Clone(dims))
	buffer, err := dev.Alloc(byteSize(dtype, shape))
	if err != nil {
		return Tensor{}, fmt.Errorf("tensor: new %v %v: %w", dtype, shape, err)
	}
	return Tensor{shape, dtype, buffer}, nil
}

// MaxElements is the largest number of elements of a tensor: kernels get it as a
// 32-bit word, and launches of more panic.
const MaxElements = math.MaxInt32

// Temp returns a float32 tensor that lives until s.EndStep, with undefined
// content. It panics on a negative extent.
func Temp(s *vk.Stream, dims ...int) Tensor { return TempOf(s, Float32, dims...) }

// TempOf is Temp for any element type. It panics as New does.
func TempOf(s *vk.Stream, dtype DType, dims ...int) Tensor {
	return Tensor{dims, dtype, s.Temp(byteSize(dtype, dims))}
}

// byteSize is the size of the content, in whole words: kernels address words.
func byteSize(dtype DType, shape Shape) uint64 {
	for _, d := range shape {
		if d < 0 {
			panic(fmt.Sprintf("tensor: negative extent in shape %v", shape))
		}
	}
	wantFours(dtype, shape)
	return (uint64(shape.NumElements())*uint64(dtype.Size()) + 3) &^ 3
}

// FromSlice returns a persistent float32 tensor with the given content.
// It panics when data does not fill the shape.
func FromSlice(s *vk.Stream, data []float32, dims ...int) (Tensor, error) {
	t, err := New(s.Device(), Float32, dims...)
	if err != nil {
		return Tensor{}, err
	}
	t.Upload(s, data)
	return t, nil
}

// Release frees the memory of a tensor that New has made. No recorded work may
// still use it.
func (t Tensor) Release(dev *vk.Device) { dev.Free(t.Buffer) }

// None reports whether t is the zero Tensor.
func (t Tensor) None() bool { return t.Shape == nil }

// NumElements is the number of elements.
func (t Tensor) NumElements() int { return t.Shape.NumElements() }

// Dim is the extent of axis i; negative axes count from the last.
func (t Tensor) Dim(i int) int {
	if i < 0 {
		i += len(t.Shape)
	}
	return t.Shape[i]
}

// Reshape is the same memory with another shape. It panics when the number of elements differs.
func (t Tensor) Reshape(dims ...int) Tensor {
	shape := Shape(dims)
	if shape.NumElements() != t.NumElements() {
		panic(fmt.Sprintf("tensor: reshape: %v has %d elements, %v has %d", t.Shape, t.NumElements(), shape, shape.NumElements()))
	}
	wantFours(t.DType, shape)
	return Tensor{shape, t.DType, t.Buffer}
}

// Rows is the view of the n entries of axis 0 from index from. It panics when
// they do not exist, or do not start and end on a 32-bit word.
func (t Tensor) Rows(from, n int) Tensor {
	if from < 0 || n < 0 || from+n > t.Shape[0] {
		panic(fmt.Sprintf("tensor: rows: %d to %d of %v", from, from+n, t.Shape))
	}
	shape := slices.Clone(t.Shape)
	shape[0] = 1
	row := shape.NumElements() * t.DType.Size()
	shape[0] = n
	if from*row%4 != 0 || n*row%4 != 0 {
		panic(fmt.Sprintf("tensor: rows: %d to %d of %v %v do not lie on words", from, from+n, t.DType, t.Shape))
	}
	return Tensor{shape, t.DType, t.Buffer.Slice(uint64(from*row), uint64(n*row))}
}

// Upload copies data into t, in order with the recorded work. It panics when
// data does not fill t or t is not float32.
func (t Tensor) Upload(s *vk.Stream, data []float32) {
	t.want("upload", Float32, len(data))
	raw := make([]byte, 4*len(data))
	for i, v := range data {
		binary.LittleEndian.PutUint32(raw[4*i:], math.Float32bits(v))
	}
	s.Upload(t.Buffer, raw)
}

// UploadUints is Upload for uint32 tensors.
func (t Tensor) UploadUints(s *vk.Stream, data []uint32) {
	t.want("upload", Uint32, len(data))
	raw := make([]byte, 4*len(data))
	for i, v := range data {
		binary.LittleEndian.PutUint32(raw[4*i:], v)
	}
	s.Upload(t.Buffer, raw)
}

// UploadBytes is Upload for uint8 tensors; the padding of the last word is zeroed.
func (t Tensor) UploadBytes(s *vk.Stream, data []byte) {
	t.want("upload", Uint8, len(data))
	if tail := len(data) % 4; tail != 0 {
		data = append(slices.Clone(data), make([]byte, 4-tail)...)
	}
	s.Upload(t.Buffer, data)
}

// Floats waits for the recorded work and returns the content of a float32 tensor.
func (t Tensor) Floats(s *vk.Stream) ([]float32, error) {
	raw, err := t.download(s, Float32)
	data := make([]float32, len(raw)/4)
	for i := range data {
		data[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return data, err
}

// Uints is Floats for uint32 tensors.
func (t Tensor) Uints(s *vk.Stream) ([]uint32, error) {
	raw, err := t.download(s, Uint32)
	data := make([]uint32, len(raw)/4)
	for i := range data {
		data[i] = binary.LittleEndian.Uint32(raw[4*i:])
	}
	return data, err
}

// Bytes is Floats for uint8 tensors.
func (t Tensor) Bytes(s *vk.Stream) ([]byte, error) {
	raw, err := t.download(s, Uint8)
	return raw[:t.NumElements()], err
}

func (t Tensor) download(s *vk.Stream, dtype DType) ([]byte, error) {
	t.want("download", dtype, t.NumElements())
	raw := make([]byte, byteSize(dtype, t.Shape))
	return raw, s.Download(raw, t.Buffer)
}

func (t Tensor) want(op string, dtype DType, elements int) {
	if t.None() || t.DType != dtype || t.NumElements() != elements {
		panic(fmt.Sprintf("tensor: %s: got %d elements of %v, want %v %v", op, elements, dtype, t.DType, t.Shape))
	}
}

// CopyTo copies src into dst. It panics when shape or type differ.
func CopyTo(s *vk.Stream, dst, src Tensor) {
	if dst.DType != src.DType || !dst.Shape.Equal(src.Shape) {
		panic(fmt.Sprintf("tensor: copy: %v %v to %v %v", src.DType, src.Shape, dst.DType, dst.Shape))
	}
	s.Copy(dst.Buffer, src.Buffer)
}

// Fill sets every element of a float32 tensor.
func Fill(s *vk.Stream, t Tensor, value float32) {
	t.want("fill", Float32, t.NumElements())
	s.Fill(t.Buffer, math.Float32bits(value))
}

// Zeros returns a temporary of zeros.
func Zeros(s *vk.Stream, dims ...int) Tensor { return Full(s, 0, dims...) }

// Full returns a temporary with every element set to value.
func Full(s *vk.Stream, value float32, dims ...int) Tensor {
	t := Temp(s, dims...)
	Fill(s, t, value)
	return t
}
