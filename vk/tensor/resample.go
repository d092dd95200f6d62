package tensor

import (
	"fmt"

	"autogan/shaders"
	"autogan/vk"
)

// UpsampleNearest2D repeats every pixel of x [N, H, W, C] in a factor×factor
// block: [N, factor·H, factor·W, C]. It panics if x has another rank or factor < 1.
func UpsampleNearest2D(s *vk.Stream, x Tensor, factor int) Tensor {
	return UpsampleNearest2DAdd(s, x, Tensor{}, factor)
}

// UpsampleNearest2DAdd is UpsampleNearest2D plus a tensor of its result's shape;
// the zero Tensor adds nothing.
func UpsampleNearest2DAdd(s *vk.Stream, x, added Tensor, factor int) Tensor {
	return enlargement{factor: factor, scale: 1, added: added}.of(s, "upsample nearest", x)
}

// UpsampleNearest2DAddTwo is UpsampleNearest2DAdd(x, added, factor) plus second
// enlarged to its result's shape, by a divisor of factor.
func UpsampleNearest2DAddTwo(s *vk.Stream, x, second, added Tensor, factor int) Tensor {
	return enlargement{factor: factor, scale: 1, added: added, second: second}.of(s, "upsample nearest", x)
}

// UpsampleNearest2DBackward returns the gradient of x from that of
// UpsampleNearest2D(x): the sums of the blocks. It panics if factor does not
// divide height and width.
func UpsampleNearest2DBackward(s *vk.Stream, gradY Tensor, factor int) Tensor {
	return UpsampleNearest2DBackwardAdd(s, gradY, Tensor{}, factor)
}

// UpsampleNearest2DBackwardAdd is UpsampleNearest2DBackward plus a tensor of its
// result's shape; the zero Tensor adds nothing.
func UpsampleNearest2DBackwardAdd(s *vk.Stream, gradY, added Tensor, factor int) Tensor {
	return pooling{factor: factor, scale: 1, added: added}.of(s, "upsample nearest backward", gradY)
}

// UpsampleNearest2DReLU is UpsampleNearest2D of max(x, 0).
func UpsampleNearest2DReLU(s *vk.Stream, x Tensor, factor int) Tensor {
	return enlargement{factor: factor, scale: 1, relu: true}.of(s, "upsample nearest", x)
}

// UpsampleNearest2DReLUBackwardAdd returns the gradient of x from that of
// UpsampleNearest2DReLU(x), plus a tensor of its shape; the zero Tensor adds
// nothing. It panics if factor does not divide height and width.
func UpsampleNearest2DReLUBackwardAdd(s *vk.Stream, x, gradY, added Tensor, factor int) Tensor {
	return pooling{factor: factor, scale: 1, mask: x, added: added}.of(s, "upsample nearest backward", gradY)
}

// AvgPool2D averages the factor×factor blocks of x [N, H, W, C]:
// [N, H/factor, W/factor, C]. It panics if factor does not divide height and width.
func AvgPool2D(s *vk.Stream, x Tensor, factor int) Tensor {
	return AvgPool2DAdd(s, x, Tensor{}, factor)
}

// AvgPool2DAdd is AvgPool2D plus a tensor of its result's shape; the zero Tensor
// adds nothing.
func AvgPool2DAdd(s *vk.Stream, x, added Tensor, factor int) Tensor {
	return pooling{factor: factor, scale: 1 / float32(factor*factor), added: added}.of(s, "avg pool", x)
}

// AvgPool2DBackward returns the gradient of x from that of AvgPool2D(x): each
// block has its share, gradY/factor². It panics if gradY is not of rank four or
// factor < 1.
func AvgPool2DBackward(s *vk.Stream, gradY Tensor, factor int) Tensor {
	return AvgPool2DBackwardAdd(s, gradY, Tensor{}, factor)
}

// AvgPool2DBackwardAdd is AvgPool2DBackward plus a tensor of its result's shape;
// the zero Tensor adds nothing.
func AvgPool2DBackwardAdd(s *vk.Stream, gradY, added Tensor, factor int) Tensor {
	return enlargement{factor: factor, scale: 1 / float32(factor*factor), added: added}.of(s, "avg pool backward", gradY)
}

var (
	upsampleNearestKernels  = laned{shaders.UpsampleNearest2D, shaders.UpsampleNearest2DVec4}
	poolSumKernels          = laned{shaders.Pool2DSum, shaders.Pool2DSumVec4}
	bilinearForwardKernels  = laned{shaders.UpsampleBilinear2DForward, shaders.UpsampleBilinear2DForwardVec4}
	bilinearBackwardKernels = laned{shaders.UpsampleBilinear2DBackward, shaders.UpsampleBilinear2DBackwardVec4}
)

// enlargement is an enlargement and what else its kernel does.
type enlargement struct {
	factor int
	scale  float32 // of x
	relu   bool    // enlarge max(x, 0)
	added  Tensor  // to the result, or none
	second Tensor  // enlarged by a divisor of factor and added, or none
}

// of repeats every pixel of x in a block.
func (e enlargement) of(s *vk.Stream, op string, x Tensor) Tensor {
	y := enlarged(s, op, x, e.added, e.factor)
	lanes := lanesFor(s, x.Dim(-1), &x, &e.added, &e.second, &y)
	each, count := pieces(s, x.Dim(-1)/lanes)
	items := x.NumElements() / x.Dim(-1) * count
	l := s.Kernel(upsampleNearestKernels.kernel(lanes)).
		Spec(uint32(e.factor), laneMask(s, x, y, e.added, e.second), powersOfTwo(x.Dim(2), count), each, specBool(!e.added.None()), specBool(e.relu), e.divisor(op, y)).
		Read(x.Buffer).Write(y.Buffer)
	readOrNull(readOrNull(l, e.added), e.second).Int(items).Int(x.Dim(2)).Int(count).Float(e.scale).Run1D(items)
	return y
}

// divisor is the factor by which the second tensor is enlarged to y, 0 without one.
func (e enlargement) divisor(op string, y Tensor) uint32 {
	if e.second.None() {
		return 0
	}
	by := y.Dim(1) / max(e.second.Dim(1), 1)
	wantShape(op, "second", e.second, storedAs(e.second), y.Shape[0], y.Shape[1]/max(by, 1), y.Shape[2]/max(by, 1), y.Shape[3])
	if by < 1 || e.factor%by != 0 {
		panic(fmt.Sprintf("tensor: %s: second is %v, want a divisor of %d to enlarge it to %v", op, e.second.Shape, e.factor, y.Shape))
	}
	return uint32(by)
}

// pooling is a sum over blocks and what else its kernel does, in this order.
type pooling struct {
	factor      int
	scale       float32 // of the sums
	mask, added Tensor  // zero where the mask is not above zero; plus a tensor; or none
}

// of adds the blocks of x.
func (p pooling) of(s *vk.Stream, op string, x Tensor) Tensor {
	y := reduced(s, op, x, p.factor, p.mask, p.added)
	lanes := lanesFor(s, x.Dim(-1), &x, &p.mask, &p.added, &y)
	each, count := pieces(s, x.Dim(-1)/lanes)
	items := y.NumElements() / y.Dim(-1) * count
	l := s.Kernel(poolSumKernels.kernel(lanes)).
		Spec(uint32(p.factor), laneMask(s, x, y, p.added, p.mask), powersOfTwo(y.Dim(2), count), each, specBool(!p.added.None()), specBool(!p.mask.None())).
		Read(x.Buffer).Write(y.Buffer)
	readOrNull(readOrNull(l, p.added), p.mask).Int(items).Int(y.Dim(2)).Int(count).Float(p.scale).Run1D(items)
	return y
}

// UpsampleBilinear2D enlarges x [N, H, W, C] by mixing neighbouring pixels, to
// [N, factor·H, factor·W, C]. Pixel i of an axis lies at (i+½)/factor − ½ on
// that of x, clamped at the edges: PyTorch's align_corners=False. It panics if
// x has another rank or factor < 1.
func UpsampleBilinear2D(s *vk.Stream, x Tensor, factor int) Tensor {
	return UpsampleBilinear2DAdd(s, x, Tensor{}, factor)
}

// UpsampleBilinear2DAdd is UpsampleBilinear2D plus a tensor of its result's
// shape; the zero Tensor adds nothing.
func UpsampleBilinear2DAdd(s *vk.Stream, x, added Tensor, factor int) Tensor {
	y := enlarged(s, "upsample bilinear", x, added, factor)
	bilinear(s, bilinearForwardKernels, x, y, added, x, factor, x.Dim(1)+1, x.Dim(2)+1)
	return y
}

// UpsampleBilinear2DBackward returns the gradient of x from that of
// UpsampleBilinear2D(x). It panics if factor does not divide height and width.
func UpsampleBilinear2DBackward(s *vk.Stream, gradY Tensor, factor int) Tensor {
	return UpsampleBilinear2DBackwardAdd(s, gradY, Tensor{}, factor)
}

// UpsampleBilinear2DBackwardAdd is UpsampleBilinear2DBackward plus a tensor of
// its result's shape; the zero Tensor adds nothing.
func UpsampleBilinear2DBackwardAdd(s *vk.Stream, gradY, added Tensor, factor int) Tensor {
	gradX := reduced(s, "upsample bilinear backward", gradY, factor, added)
	bilinear(s, bilinearBackwardKernels, gradY, gradX, added, gradX, factor, (gradX.Dim(1)+1)/2, (gradX.Dim(2)+1)/2)
	return gradX
}

// bilinear launches a kernel from x to y with a thread for each of rows·columns
// blocks of an image. small is the smaller one of x and y.
func bilinear(s *vk.Stream, kernels laned, x, y, added, small Tensor, factor, rows, columns int) {
	lanes := lanesFor(s, x.Dim(-1), &x, &added, &y)
	each, count := pieces(s, x.Dim(-1)/lanes)
	items := x.Dim(0) * rows * columns * count
	l := s.Kernel(kernels.kernel(lanes)).
		Spec(uint32(factor), laneMask(s, x, y, added), each, specBool(!added.None())).
		Read(x.Buffer).Write(y.Buffer)
	readOrNull(l, added).Int(items).Int(small.Dim(1)).Int(small.Dim(2)).Int(count)
	divideBy(l, count, columns, rows).Run1D(items)
}

// enlarged allocates an image factor times as high and wide as x.
func enlarged(s *vk.Stream, op string, x, added Tensor, factor int) Tensor {
	wantFloats(op, "x", x, 4)
	if factor < 1 {
		panic(fmt.Sprintf("tensor: %s: got factor %d, want at least 1", op, factor))
	}
	y := TempOf(s, x.DType, x.Shape[0], factor*x.Shape[1], factor*x.Shape[2], x.Shape[3])
	if !added.None() {
		wantShape(op, "added", added, storedAs(added), y.Shape...)
	}
	return y
}

// reduced allocates an image with a pixel for each block of x. Others have its
// shape, or are none; it is float16 if x or one of them is.
func reduced(s *vk.Stream, op string, x Tensor, factor int, others ...Tensor) Tensor {
	wantFloats(op, "x", x, 4)
	if factor < 1 || x.Shape[1]%factor != 0 || x.Shape[2]%factor != 0 {
		panic(fmt.Sprintf("tensor: %s: %d×%d blocks do not fill %v", op, factor, factor, x.Shape))
	}
	y := TempOf(s, storedAs(append(others, x)...), x.Shape[0], x.Shape[1]/factor, x.Shape[2]/factor, x.Shape[3])
	for _, t := range others {
		if !t.None() {
			wantShape(op, "added or mask", t, storedAs(t), y.Shape...)
		}
	}
	return y
}
