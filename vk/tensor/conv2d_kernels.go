package tensor

import (
	"fmt"
	"slices"

	"autogan/vk"
)

// ConvKernel names the kernels that a convolution may run on.
type ConvKernel int

// Kernels of convolutions. All give the sums of the same terms, in different orders.
const (
	AutoKernel              ConvKernel = iota // chosen by device and shape
	ScalarKernel                              // the readable reference
	Vec4Kernel                                // four channels at a time, on every device
	Subgroup8Kernel                           // for subgroups of exactly eight lanes, as on lavapipe
	TiledKernel                               // in shared memory, for GPUs; its speed has not been measured on one
	WinogradVec4Kernel                        // a quarter of the products, between transforms; Vec4Kernel where they do not apply
	WinogradSubgroup8Kernel                   // the same for subgroups of exactly eight lanes; Subgroup8Kernel where they do not apply
	UnfoldKernel                              // a product of matrices, of taps and channels in one axis; AutoKernel where it does not apply
)

var convKernelNames = [...]string{"auto", "scalar", "vec4", "subgroup8", "tiled", "winograd_vec4", "winograd_subgroup8", "unfold"}

// String is the suffix of the kernel's files.
func (c ConvKernel) String() string { return convKernelNames[c] }

// ParseConvKernel reads what ConvKernel.String wrote.
func ParseConvKernel(name string) (ConvKernel, error) {
	if i := slices.Index(convKernelNames[:], name); i >= 0 {
		return ConvKernel(i), nil
	}
	return AutoKernel, fmt.Errorf("tensor: no convolution runs on kernel %q", name)
}

// Pixels in a tile of the forward kernels: ROWS of the shaders.
const (
	vec4Rows      = 4
	subgroup8Rows = 16
)

// pick resolves AutoKernel; the others tell whether the shape fills the tiles
// of a subgroup and those in shared memory, which are slow on a CPU.
func (c ConvKernel) pick(caps vk.Caps, fillSubgroup, fillTiles bool) ConvKernel {
	switch {
	case c != AutoKernel:
		return c
	case fillTiles && caps.Type != vk.CPU:
		return TiledKernel
	case fillSubgroup && caps.SubgroupSize == 8:
		return Subgroup8Kernel
	}
	return Vec4Kernel
}

// indirect decides about the kernels that transform or unfold activations: it
// resolves AutoKernel to one where that pays, and one that does not fit to another.
func (k convolution) indirect(s *vk.Stream, kernel ConvKernel, activations ...Tensor) ConvKernel {
	switch {
	case kernel == AutoKernel && k.unfoldPays(s) && k.unfoldFits(activations...):
		return UnfoldKernel
	case kernel == AutoKernel && k.winogradPays(s) && k.winogradFits(activations...):
		return WinogradSubgroup8Kernel
	case kernel == UnfoldKernel && !k.unfoldFits(activations...):
		return AutoKernel
	case kernel == WinogradVec4Kernel && !k.winogradFits(activations...):
		return Vec4Kernel
	case kernel == WinogradSubgroup8Kernel && !k.winogradFits(activations...):
		return Subgroup8Kernel
	}
	return kernel
}

// forwardKernel resolves the kernel of k's forward pass on such an x.
func (k convolution) forwardKernel(s *vk.Stream, x Tensor, kernel ConvKernel) ConvKernel {
	return k.indirect(s, kernel, x).pick(s.Device().Caps(), k.o >= 16, fillsTiles(k.n*k.oh*k.ow, k.o)) // of 32 channels
}

// weightKernel resolves the kernel of the weight's gradient.
func (k convolution) weightKernel(s *vk.Stream, x, gradY Tensor, kernel ConvKernel) ConvKernel {
	return k.indirect(s, kernel, x, gradY).pick(s.Device().Caps(), k.c > 4 && k.o >= 16, fillsTiles(k.kh*k.kw*k.c, k.o)) // of 16 and 32 channels
}
