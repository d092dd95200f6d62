package tensor

import (
	"fmt"

	"autogan/shaders"
	"autogan/vk"
)

// Window is how a pooling window of Size×Size pixels moves over an image.
type Window struct {
	Size    int
	Stride  int // 0 means 1
	Padding int // pixels on each side of both axes that no window counts: at most half of Size
}

// MaxPool2D takes the largest value of each window of x [N, H, W, C]:
// [N, OH, OW, C] with OH = (H+2P−K)/S + 1. What lies outside the image does not
// count; NaN stays NaN. It panics if the window does not fit.
func MaxPool2D(s *vk.Stream, x Tensor, window Window) Tensor {
	return window.pool(s, "max pool", maxPoolKernels, x)
}

// MeanPool2D averages each window of x [N, H, W, C] over the pixels that lie in
// the image (TensorFlow's rule, PyTorch's count_include_pad=False). Its shape is
// that of MaxPool2D. It panics if the window does not fit.
func MeanPool2D(s *vk.Stream, x Tensor, window Window) Tensor {
	return window.pool(s, "mean pool", meanPoolKernels, x)
}

// ResizeBilinear2D gives x [N, H, W, C] another size, [N, h, w, C]: pixel i of
// an axis lies at i·H/h on the axis of x and mixes its two neighbours there;
// beyond the last pixel only that one counts. This is TensorFlow 1's rule, with
// neither aligned corners nor half-pixel centres; an image that shrinks is not
// smoothed. It panics if x has another rank or is empty, or if a size is below
// 1.
func ResizeBilinear2D(s *vk.Stream, x Tensor, h, w int) Tensor {
	wantShape("resize bilinear", "x", x, Float32, -1, -1, -1, -1)
	if h < 1 || w < 1 || x.Shape[1] < 1 || x.Shape[2] < 1 {
		panic(fmt.Sprintf("tensor: resize bilinear: %v to %d×%d, want at least one pixel", x.Shape, h, w))
	}
	y := Temp(s, x.Shape[0], h, w, x.Shape[3])
	launchWindow(s, resizeKernels, x, y)
	return y
}

// ConcatChannels joins x [..., Cᵢ], whose shapes agree except in the last axis,
// along that axis. It panics if there are none or the shapes differ.
func ConcatChannels(s *vk.Stream, x ...Tensor) Tensor {
	if len(x) == 0 {
		panic("tensor: concat: no tensors")
	}
	shape := append(Shape{}, x[0].Shape...)
	last := len(shape) - 1
	shape[last] = 0
	for _, part := range x {
		wantType("concat", part, Float32)
		if len(part.Shape) != len(shape) || !part.Shape[:last].Equal(shape[:last]) {
			panic(fmt.Sprintf("tensor: concat: got %v next to %v, want one shape but for the last axis", part.Shape, x[0].Shape))
		}
		shape[last] += part.Shape[last]
	}
	y := Temp(s, shape...)
	first := 0
	for _, part := range x {
		width := part.Dim(-1)
		lanes := min(lanesOf(width, part.Buffer, y.Buffer), lanesOf(shape[last], y.Buffer), lanesOf(first, y.Buffer))
		items := part.NumElements() / lanes
		s.Kernel(concatKernels.kernel(lanes)).Read(part.Buffer).Write(y.Buffer).
			Int(items).Int(width / lanes).Int(shape[last] / lanes).Int(first / lanes).Run1D(items)
		first += width
	}
	return y
}

var (
	maxPoolKernels  = laned{shaders.Pool2DMax, shaders.Pool2DMaxVec4}
	meanPoolKernels = laned{shaders.Pool2DMean, shaders.Pool2DMeanVec4}
	resizeKernels   = laned{shaders.ResizeBilinear2D, shaders.ResizeBilinear2DVec4}
	concatKernels   = laned{shaders.ConcatChannels, shaders.ConcatChannelsVec4}
)

func (v Window) pool(s *vk.Stream, op string, kernels laned, x Tensor) Tensor {
	wantShape(op, "x", x, Float32, -1, -1, -1, -1)
	v.Stride = max(v.Stride, 1)
	h, w := x.Shape[1]+2*v.Padding, x.Shape[2]+2*v.Padding
	if v.Size < 1 || v.Padding < 0 || 2*v.Padding > v.Size || h < v.Size || w < v.Size {
		panic(fmt.Sprintf("tensor: %s: a window of %d×%d does not fit into x %v padded by %d", op, v.Size, v.Size, x.Shape, v.Padding))
	}
	y := Temp(s, x.Shape[0], (h-v.Size)/v.Stride+1, (w-v.Size)/v.Stride+1, x.Shape[3])
	launchWindow(s, kernels, x, y, uint32(v.Size), uint32(v.Stride), uint32(v.Padding))
	return y
}

// launchWindow launches a kernel from an image x to y that takes the sizes of both.
func launchWindow(s *vk.Stream, kernels laned, x, y Tensor, spec ...uint32) {
	lanes := lanesOf(x.Shape[3], x.Buffer, y.Buffer)
	items := y.NumElements() / lanes
	s.Kernel(kernels.kernel(lanes)).Spec(spec...).Read(x.Buffer).Write(y.Buffer).Int(items).
		Int(x.Shape[1]).Int(x.Shape[2]).Int(x.Shape[3] / lanes).Int(y.Shape[1]).Int(y.Shape[2]).Run1D(items)
}
