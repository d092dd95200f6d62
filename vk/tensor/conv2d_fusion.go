package tensor

import "autogan/vk"

// entry is what a convolution does to an operand before: it takes max(x, 0),
// and repeats each pixel, times a factor, in a 2×2 block. A factor of 0 does not.
type entry struct {
	relu    bool
	enlarge float32
}

// fusion is what a convolution does to its operand before and to its result
// after: it adds up 2×2 blocks of pixels, times a factor, makes y zero where the
// gate is not above zero, and adds a tensor of y's shape. What is none is left out.
type fusion struct {
	entry
	pool        float32
	gate, added Tensor
}

// averaged is the share of a pixel in the average of its block.
const averaged = 1. / 4

// ofX is what happens to x.
func (c Conv2DConfig) ofX() entry {
	e := entry{relu: c.ReLU}
	if c.Upsample {
		e.enlarge = 1
	}
	return e
}

// ofGradY is what happens to the gradient of y.
func (c Conv2DConfig) ofGradY() entry {
	var e entry
	if c.AvgPool {
		e.enlarge = averaged
	}
	return e
}

// forward is what a forward pass does.
func (c Conv2DConfig) forward(added Tensor) fusion {
	f := fusion{entry: c.ofX(), added: added}
	if c.AvgPool {
		f.pool = averaged
	}
	return f
}

// backward is what the gradient of x does.
func (c Conv2DConfig) backward(x Tensor) fusion {
	f := fusion{entry: c.ofGradY()}
	if c.Upsample {
		f.pool = 1
	}
	if c.ReLU {
		f.gate = x
	}
	return f
}

// Conv2DFuses tells whether AutoKernel's kernels take max(x, 0) on the way. The
// others do it by a kernel of its own in each pass, where a caller that keeps
// the result does it once.
func Conv2DFuses(s *vk.Stream, x Tensor) bool {
	caps := s.Device().Caps()
	return caps.Type == vk.CPU && caps.SubgroupSize == 8 && x.DType == Float32
}

// Conv2DResizes is Conv2DFuses for cfg.Upsample and cfg.AvgPool, with a weight
// of the given shape.
func Conv2DResizes(s *vk.Stream, x Tensor, weightShape Shape, cfg Conv2DConfig) bool {
	k := convolutionOf("conv2d", x.Shape, Tensor{Shape: weightShape}, cfg)
	return k.forwardKernel(s, x, k.choose(s, ConvForward, cfg.Kernel)).isWinograd() && k.winogradEnlarges()
}

// split parts what comes before, within and after the kernel of a forward pass.
// Kernels fuse what is float32 and has channels in fours.
func (f fusion) split(kernel ConvKernel, k convolution, x Tensor) (before entry, within, after fusion) {
	before, after = f.entry, fusion{pool: f.pool, gate: f.gate, added: f.added}
	if k.result != Float32 || storedAs(x, f.gate, f.added) != Float32 {
		return before, fusion{}, after
	}
	before, within.entry = f.entry.split(kernel, k)
	switch {
	case k.o%4 != 0:
	case kernel.isWinograd():
		within.pool, within.gate, within.added, after = f.pool, f.gate, f.added, fusion{}
	case kernel == Subgroup8Kernel && f.pool == 0 && f.gate.None():
		within.added, after = f.added, fusion{}
	}
	return before, within, after
}

// split parts what comes before and within a kernel that takes float32 operands.
func (e entry) split(kernel ConvKernel, k convolution) (before, within entry) {
	switch {
	case kernel.isWinograd() && k.winogradEnlarges():
		return entry{}, e
	case kernel.isWinograd() || kernel == Subgroup8Kernel:
		return entry{enlarge: e.enlarge}, entry{relu: e.relu}
	}
	return e, entry{}
}

// enter does by kernels of their own what comes before.
func (e entry) enter(s *vk.Stream, x Tensor) Tensor {
	if e.relu {
		x = ReLU(s, x)
	}
	if e.enlarge > 0 {
		x = enlarge(s, "conv2d", x, Tensor{}, 2, e.enlarge)
	}
	return x
}

// leave does by kernels of their own what comes after.
func (f fusion) leave(s *vk.Stream, y Tensor) Tensor {
	if f.pool > 0 {
		y = sumBlocks(s, "conv2d", y, 2, f.pool)
	}
	if !f.gate.None() {
		y = ReLUBackward(s, f.gate, y)
	}
	if !f.added.None() {
		y = Add(s, y, f.added)
	}
	return y
}

// rows is f for entries of axis 0.
func (f fusion) rows(from, n int) fusion {
	if !f.gate.None() {
		f.gate = f.gate.Rows(from, n)
	}
	if !f.added.None() {
		f.added = f.added.Rows(from, n)
	}
	return f
}
