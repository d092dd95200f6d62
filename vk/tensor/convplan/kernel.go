package convplan

import (
	"fmt"
	"slices"
)

// Kernel names the kernels that a convolution may run on.
type Kernel int

// Kernels of convolutions. All give the sums of the same terms, in different orders.
const (
	Auto              Kernel = iota // the first row of the table that fits and pays
	Scalar                          // the readable reference
	Vec4                            // four channels at a time, on every device
	Subgroup8                       // for subgroups of exactly eight lanes, as on lavapipe
	Pointwise                       // 1×1 convolutions on the same, with weights kept in registers
	WinogradVec4                    // a quarter of the products, between transforms
	WinogradSubgroup8               // the same for subgroups of exactly eight lanes
	WinogradTiled                   // the same with products in shared memory, for GPUs
	Im2col                          // a matrix product, whose inner axis is taps and channels
	Tiled128x128                    // in shared memory, for GPUs, in tiles of rows × columns; no speed has been measured on one
	Tiled64x128
	Tiled128x64
	Tiled64x64
	Tiled32x32
	Matrix // on matrix units, of float16 operands
)

var kernelNames = [...]string{
	"auto", "scalar", "vec4", "subgroup8", "pointwise", "winograd_vec4", "winograd_subgroup8", "winograd_tiled", "im2col",
	"tiled_128x128", "tiled_64x128", "tiled_128x64", "tiled_64x64", "tiled_32x32", "matrix",
}

// String is the kernel's name in files and messages.
func (k Kernel) String() string { return kernelNames[k] }

// Tiled reports whether the kernel multiplies tiles in shared memory.
func (k Kernel) Tiled() bool { return k >= Tiled128x128 && k <= Tiled32x32 }

// Winograd reports whether the kernel multiplies transforms.
func (k Kernel) Winograd() bool { return k >= WinogradVec4 && k <= WinogradTiled }

// ParseKernel reads what Kernel.String wrote, and "unfold", Im2col's name in
// files of earlier versions.
func ParseKernel(name string) (Kernel, error) {
	if name == "unfold" {
		return Im2col, nil
	}
	if i := slices.Index(kernelNames[:], name); i >= 0 {
		return Kernel(i), nil
	}
	return Auto, fmt.Errorf("convplan: no convolution runs on kernel %q", name)
}
