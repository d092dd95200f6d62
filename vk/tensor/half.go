package tensor

import (
	"fmt"
	"slices"

	"autogan/vk"
	"autogan/vk/tensor/optable"
)

// Half is the type of a tensor that is stored as float16 if its shape allows
// it: Float16 if the last axis is a multiple of four, else Float32.
func Half(dims ...int) DType {
	if len(dims) > 0 && dims[len(dims)-1]%4 == 0 {
		return Float16
	}
	return Float32
}

// Convert returns x stored as Float32 or Float16, rounded to the nearest; x
// itself if it is of that type. It panics for other types and, for Float16,
// unless the last axis is a multiple of four.
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

// wantFours panics if dtype is Float16 and the last axis is no multiple of
// four.
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

// lanesFor is lanesOf for tensors that may be float16. Kernels take float16 as
// vec4s only: if a tensor is float16, lanesFor replaces the float32 ones that
// are not aligned by aligned copies. It panics if width does not divide into
// vec4s then.
func lanesFor(s *vk.Stream, width int, tensors ...*Tensor) int {
	anyHalf := slices.ContainsFunc(tensors, func(t *Tensor) bool { return t.DType == Float16 })
	if anyHalf && width%4 != 0 {
		panic(fmt.Sprintf("tensor: rows of %d float16, want a multiple of four", width))
	}
	buffers := make([]vk.Buffer, 0, 8) // on the stack, for as many as any kernel has
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
