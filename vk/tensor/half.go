package tensor

import (
	"fmt"
	"slices"

	"autogan/vk"
	"autogan/vk/tensor/optable"
)

// Half reports whether elements of type t take 16 bits: whether it is Float16
// or BFloat16.
func (t DType) Half() bool { return t == Float16 || t == BFloat16 }

// number reports whether elements of type t are numbers with a fraction.
func (t DType) number() bool { return t == Float32 || t.Half() }

// Storage is the type of a tensor that is stored in 16 bits if its shape allows
// it: format if the last axis is a multiple of four, else Float32. It is Float32
// if format is.
func Storage(format DType, dims ...int) DType {
	if len(dims) > 0 && dims[len(dims)-1]%4 == 0 {
		return format
	}
	return Float32
}

// Convert returns x stored as another type of numbers, rounded to the nearest; x
// itself if it is of that type. It panics for types of other elements, between
// the two types of 16 bits and, for these, unless the last axis is a multiple of
// four.
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

// wantFours panics if dtype has 16 bits and the last axis is no multiple of
// four.
func wantFours(dtype DType, shape Shape) {
	if Storage(dtype, shape...) != dtype && dtype.Half() {
		panic(fmt.Sprintf("tensor: %v of shape %v, want a last axis that is a multiple of four", dtype, shape))
	}
}

// bfloat16Bit of the float16 mask says which type of 16 bits a launch has; no
// kernel has as many pointers.
const bfloat16Bit = 1 << 15

// float16Mask is the kernels' constant FLOAT16_MASK: it has bit k set if tensor k
// is stored in 16 bits, where the tensors come in the order of the kernel's
// pointers, and bfloat16Bit if these are BFloat16. It panics if both types are
// among them.
func float16Mask(tensors ...Tensor) uint32 {
	format := storedAs(tensors...)
	var bits uint32
	for k, t := range tensors {
		if t.DType == format {
			bits |= 1 << k
		}
	}
	switch format {
	case Float16:
		return bits
	case BFloat16:
		return bits | bfloat16Bit
	}
	return 0
}

// wordsBit of the float16 mask says that vec4s of float32 move as words of 64 bits.
const wordsBit = 1 << 14

// laneMask is float16Mask for the kernels of which a thread handles one float or
// four, with wordsBit on devices that move words.
func laneMask(s *vk.Stream, tensors ...Tensor) uint32 {
	mask := float16Mask(tensors...)
	if movesWords(s.Device().Caps()) {
		mask |= wordsBit
	}
	return mask
}

// movesWords reports whether the device loads and stores four floats faster as two
// words: CPUs of eight lanes do, as lavapipe, where each costs by the word. Of
// sixteen lanes its compiler crashes on such stores; elsewhere they are untried.
func movesWords(caps vk.Caps) bool { return caps.Type == vk.CPU && caps.FixedLanes() == 8 }

// storedAs is the type of 16 bits that some of these tensors have, which is that of
// a result of them; Float32 if none has. It panics if they have both.
func storedAs(tensors ...Tensor) DType {
	format := Float32
	for _, t := range tensors {
		if !t.DType.Half() {
			continue
		}
		if format != Float32 && format != t.DType {
			panic(fmt.Sprintf("tensor: %v and %v in one operation, want one of them", format, t.DType))
		}
		format = t.DType
	}
	return format
}

// lanesFor is lanesOf for tensors that may have 16 bits. Kernels take these as
// vec4s only: if a tensor has 16 bits, lanesFor replaces the float32 ones that
// are not aligned by aligned copies. It panics if width does not divide into
// vec4s then.
func lanesFor(s *vk.Stream, width int, tensors ...*Tensor) int {
	anyHalf := slices.ContainsFunc(tensors, func(t *Tensor) bool { return t.DType.Half() })
	if anyHalf && width%4 != 0 {
		panic(fmt.Sprintf("tensor: rows of %d numbers of 16 bits, want a multiple of four", width))
	}
	buffers := make([]vk.Buffer, 0, 8) // on the stack, for as many as any kernel has
	for _, t := range tensors {
		if t.DType.Half() {
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
