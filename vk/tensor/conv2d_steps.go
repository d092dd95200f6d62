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

// prologue does steps before a convolution by a kernel of their own.
func (a around) prologue(s *vk.Stream, steps convplan.Steps, x Tensor) Tensor {
	switch {
	case steps.Has(convplan.Enlarge):
		return enlargement{factor: 2, scale: a.enlarge, relu: steps.Has(convplan.ReLU)}.of(s, "conv2d", x)
	case steps.Has(convplan.ReLU):
		return ReLU(s, x)
	}
	return x
}

// epilogue does steps after a convolution by a kernel of their own.
func (a around) epilogue(s *vk.Stream, steps convplan.Steps, y Tensor) Tensor {
	if steps == 0 {
		return y
	}
	p := pooling{factor: 1, scale: 1}
	if steps.Has(convplan.Pool) {
		p.factor, p.scale = 2, a.pool
	}
	if steps.Has(convplan.Mask) {
		p.mask = a.mask
	}
	if steps.Has(convplan.Add) {
		p.added = a.added
	}
	return p.of(s, "conv2d", y)
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
