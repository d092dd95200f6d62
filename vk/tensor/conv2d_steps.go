package tensor

import (
	"autogan/vk"
	"autogan/vk/tensor/convplan"
)

// around holds what the steps around a convolution need: the factors of a
// repeated pixel and of a block's sum, the ReLU mask and the shortcut.
type around struct {
	enlarge, pool float32
	mask, added   Tensor
}

// averaged is the share of a pixel in the average of its block.
const averaged = 1. / 4

// prologue does steps before a convolution by kernels of their own.
func (a around) prologue(s *vk.Stream, steps convplan.Steps, x Tensor) Tensor {
	if steps.Has(convplan.ReLU) {
		x = ReLU(s, x)
	}
	if steps.Has(convplan.Enlarge) {
		x = enlarge(s, "conv2d", x, Tensor{}, 2, a.enlarge)
	}
	return x
}

// epilogue does steps after a convolution by kernels of their own.
func (a around) epilogue(s *vk.Stream, steps convplan.Steps, y Tensor) Tensor {
	if steps.Has(convplan.Pool) {
		y = sumBlocks(s, "conv2d", y, 2, a.pool)
	}
	if steps.Has(convplan.Mask) {
		y = ReLUBackward(s, a.mask, y)
	}
	if steps.Has(convplan.Add) {
		y = Add(s, y, a.added)
	}
	return y
}

// fused keeps the tensors of the steps that the kernel does, resized to its
// channels.
func (a around) fused(s *vk.Stream, steps convplan.Steps, channels int) around {
	fused := around{enlarge: a.enlarge, pool: a.pool}
	if steps.Has(convplan.Mask) {
		fused.mask = resizeChannels(s, a.mask, channels)
	}
	if steps.Has(convplan.Add) {
		fused.added = resizeChannels(s, a.added, channels)
	}
	return fused
}

// rows is a restricted to the images from … from+n−1.
func (a around) rows(from, n int) around {
	if !a.mask.None() {
		a.mask = a.mask.Rows(from, n)
	}
	if !a.added.None() {
		a.added = a.added.Rows(from, n)
	}
	return a
}
