package tensor

import "autogan/vk"

// fusion is what a convolution does to its operand before and to its result
// after: it convolves max(x, 0), makes y zero where the gate is not above zero,
// and adds a tensor of y's shape. What is none is left out.
type fusion struct {
	relu        bool
	gate, added Tensor
}

// Conv2DFuses tells whether AutoKernel's kernels take max(x, 0) on the way. The
// others do it by a kernel of its own in each pass, where a caller that keeps
// the result does it once.
func Conv2DFuses(s *vk.Stream, x Tensor) bool {
	caps := s.Device().Caps()
	return caps.Type == vk.CPU && caps.SubgroupSize == 8 && x.DType == Float32
}

// split parts what comes before, within and after the kernel of a forward pass.
// Kernels fuse what is float32 and has channels in fours.
func (f fusion) split(kernel ConvKernel, k convolution, x Tensor) (before, within, after fusion) {
	fuses := kernel.isWinograd() || kernel == Subgroup8Kernel
	if !fuses || k.result != Float32 || storedAs(x, f.gate, f.added) != Float32 {
		return fusion{relu: f.relu}, fusion{}, fusion{gate: f.gate, added: f.added}
	}
	if k.o%4 != 0 || kernel == Subgroup8Kernel && !f.gate.None() {
		return fusion{}, fusion{relu: f.relu}, fusion{gate: f.gate, added: f.added}
	}
	return fusion{}, f, fusion{}
}

// enter does by kernels of their own what comes before.
func (f fusion) enter(s *vk.Stream, x Tensor) Tensor {
	if f.relu {
		return ReLU(s, x)
	}
	return x
}

// leave does by kernels of their own what comes after.
func (f fusion) leave(s *vk.Stream, y Tensor) Tensor {
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
