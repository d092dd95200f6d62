package tensor

import (
	"fmt"
	"slices"

	"autogan/vk"
	"autogan/vk/tensor/optable"
)

// Half is the type of a tensor of a shape that is stored as float16 where it
// can be: Float16 if its last axis is a multiple of four, else Float32.
func Half(dims ...int) DType {
	if len(dims) > 0 && dims[len(dims)-1]%4 == 0 {
		return Float16
	}
	return Float32
}

// Convert returns x with its values stored as Float32 or Float16, rounded to
// the nearest; x itself if it is. It panics for other types, and if the last
// axis does not divide into the fours of float16.
func Convert(s *vk.Stream, x Tensor, dtype DType) Tensor {
	wantFloat("convert", x)
	if x.DType == dtype {
		return x
	}
	y := TempOf(s, dtype, x.Shape...)
	wantFloat("convert", y)
	runUnary(s, optable.Affine, x, y, 1, 0)
	return y
}

// wantFours panics unless a float16 shape divides into fours along its last axis.
func wantFours(dtype DType, shape Shape) {
	if dtype == Float16 && Half(shape...) != Float16 {
		panic(fmt.Sprintf("tensor: float16 of shape %v, want a last axis that is a multiple of four", shape))
	}
}

// float16Mask has bit k set if tensor k is stored as float16: the kernels'
// constant FLOAT16_MASK. Their pointers come in this order.
func float16Mask(tensors ...Tensor) uint32 {
	var bits uint32
	for k, t := range tensors {
		if t.DType == Float16 {
			bits |= 1 << k
		}
	}
	return bits
}

// storedAs is the type of a result of these operands: float16 if one of them is.
func storedAs(operands ...Tensor) DType {
	if float16Mask(operands...) != 0 {
		return Float16
	}
	return Float32
}

// lanesFor is lanesOf for tensors of which some may be float16. Kernels take
// float16 as vec4s only, so then all operands must be aligned: lanesFor replaces
// a float32 tensor that is not by an aligned copy.
func lanesFor(s *vk.Stream, width int, tensors ...*Tensor) int {
	anyHalf := slices.ContainsFunc(tensors, func(t *Tensor) bool { return t.DType == Float16 })
	if anyHalf && width%4 != 0 {
		panic(fmt.Sprintf("tensor: rows of %d float16, want a multiple of four", width))
	}
	buffers := make([]vk.Buffer, 0, len(tensors))
	for _, t := range tensors {
		if t.DType == Float16 {
			continue
		}
		if anyHalf && t.Buffer.Address()%16 != 0 {
			copied := Temp(s, t.Shape...)
			CopyTo(s, copied, *t)
			*t = copied
		}
		buffers = append(buffers, t.Buffer)
	}
	return lanesOf(width, buffers...)
}
