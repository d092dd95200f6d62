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
	return enlarge(s, "upsample nearest", x, added, factor, 1)
}

// UpsampleNearest2DBackward returns the gradient of x from that of
// UpsampleNearest2D(x): the sums of the blocks. It panics if factor does not
// divide height and width.
func UpsampleNearest2DBackward(s *vk.Stream, gradY Tensor, factor int) Tensor {
	return sumBlocks(s, "upsample nearest backward", gradY, factor, 1)
}

// AvgPool2D averages the factor×factor blocks of x [N, H, W, C]:
// [N, H/factor, W/factor, C]. It panics if factor does not divide height and width.
func AvgPool2D(s *vk.Stream, x Tensor, factor int) Tensor {
	return sumBlocks(s, "avg pool", x, factor, 1/float32(factor*factor))
}

// AvgPool2DBackward returns the gradient of x from that of AvgPool2D(x): each
// block has its share, gradY/factor². It panics if gradY is not of rank four or
// factor < 1.
func AvgPool2DBackward(s *vk.Stream, gradY Tensor, factor int) Tensor {
	return enlarge(s, "avg pool backward", gradY, Tensor{}, factor, 1/float32(factor*factor))
}

var (
	upsampleNearestKernels  = laned{shaders.UpsampleNearest2D, shaders.UpsampleNearest2DVec4}
	poolSumKernels          = laned{shaders.Pool2DSum, shaders.Pool2DSumVec4}
	bilinearForwardKernels  = laned{shaders.UpsampleBilinear2DForward, shaders.UpsampleBilinear2DForwardVec4}
	bilinearBackwardKernels = laned{shaders.UpsampleBilinear2DBackward, shaders.UpsampleBilinear2DBackwardVec4}
)

// enlarge repeats every pixel of x in a block, times scale, and adds a tensor or none.
func enlarge(s *vk.Stream, op string, x, added Tensor, factor int, scale float32) Tensor {
	y := enlarged(s, op, x, added, factor)
	l, items := enlarging(s, upsampleNearestKernels, x, added, y, factor, y.Shape[2:3])
	l.Float(scale).Run1D(items)
	return y
}

// sumBlocks adds the blocks of x, times scale.
func sumBlocks(s *vk.Stream, op string, x Tensor, factor int, scale float32) Tensor {
	y := reduced(s, op, x, factor)
	l, items := reducing(s, poolSumKernels, x, y, factor, y.Shape[2:3])
	l.Float(scale).Run1D(items)
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
	l, items := enlarging(s, bilinearForwardKernels, x, added, y, factor, x.Shape[1:3])
	l.Run1D(items)
	return y
}

// UpsampleBilinear2DBackward returns the gradient of x from that of
// UpsampleBilinear2D(x). It panics if factor does not divide height and width.
func UpsampleBilinear2DBackward(s *vk.Stream, gradY Tensor, factor int) Tensor {
	gradX := reduced(s, "upsample bilinear backward", gradY, factor)
	l, items := reducing(s, bilinearBackwardKernels, gradY, gradX, factor, gradX.Shape[1:3])
	l.Run1D(items)
	return gradX
}

// enlarging begins the launch of a kernel from x to the larger y, and returns
// its number of threads. extents are the heights and widths that the kernel
// takes.
func enlarging(s *vk.Stream, kernels laned, x, added, y Tensor, factor int, extents []int) (l *vk.Launch, items int) {
	lanes := lanesFor(s, y.Dim(-1), &x, &added, &y)
	l = s.Kernel(kernels.kernel(lanes)).Spec(append(resamplingSpec(x, y, added, lanes, factor, extents), specBool(!added.None()))...).
		Read(x.Buffer).Write(y.Buffer)
	return resamplingSizes(readOrNull(l, added), y, lanes, extents)
}

// reducing is enlarging for a y that is smaller than x.
func reducing(s *vk.Stream, kernels laned, x, y Tensor, factor int, extents []int) (l *vk.Launch, items int) {
	lanes := lanesFor(s, y.Dim(-1), &x, &y)
	l = s.Kernel(kernels.kernel(lanes)).Spec(resamplingSpec(x, y, Tensor{}, lanes, factor, extents)...).
		Read(x.Buffer).Write(y.Buffer)
	return resamplingSizes(l, y, lanes, extents)
}

func resamplingSpec(x, y, added Tensor, lanes, factor int, extents []int) []uint32 {
	divisors := append([]int{y.Dim(-1) / lanes, factor}, extents...)
	return []uint32{uint32(factor), float16Mask(x, y, added), powersOfTwo(divisors...)}
}

func resamplingSizes(l *vk.Launch, y Tensor, lanes int, extents []int) (_ *vk.Launch, items int) {
	items = y.NumElements() / lanes
	l.Int(items)
	for _, extent := range extents {
		l.Int(extent)
	}
	return l.Int(y.Dim(-1) / lanes), items
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

// reduced allocates an image with a pixel for each block of x.
func reduced(s *vk.Stream, op string, x Tensor, factor int) Tensor {
	wantFloats(op, "x", x, 4)
	if factor < 1 || x.Shape[1]%factor != 0 || x.Shape[2]%factor != 0 {
		panic(fmt.Sprintf("tensor: %s: %d×%d blocks do not fill %v", op, factor, factor, x.Shape))
	}
	return TempOf(s, x.DType, x.Shape[0], x.Shape[1]/factor, x.Shape[2]/factor, x.Shape[3])
}
