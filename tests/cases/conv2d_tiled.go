package cases

import (
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

// tiledVariants are the tiles of kernels in shared memory; conv2d's cases run on
// those of 64×64.
var tiledVariants = []Variant{
	{Name: "128x128", Kernel: convplan.Tiled128x128},
	{Name: "64x128", Kernel: convplan.Tiled64x128},
	{Name: "128x64", Kernel: convplan.Tiled128x64},
	{Name: "32x32", Kernel: convplan.Tiled32x32},
	{Name: "half_128x128", Kernel: convplan.Tiled128x128, Half: tensor.Float16},
	{Name: "bfloat16_32x32", Kernel: convplan.Tiled32x32, Half: tensor.BFloat16},
}

// tiledConvolutions lie around the borders of tiles and of their steps of 8 or 16
// terms, which are the channels of a tap or, for the gradient of a weight, the
// pixels of a row. Some have terms for several parts.
var tiledConvolutions = []convolution{
	{1, 7, 9, 16, 1, 1, 124, 1, 0},
	{1, 257, 1, 16, 1, 1, 132, 1, 0},
	{1, 1, 65, 8, 1, 1, 64, 1, 0},
	{2, 8, 8, 16, 3, 3, 68, 1, 1},  // whole steps and padding
	{2, 5, 8, 8, 3, 3, 36, 1, 1},   // whole steps of 8, not of 16
	{1, 9, 32, 4, 3, 3, 20, 2, 1},  // several taps in a step; a stride along whole rows
	{1, 5, 3, 132, 3, 3, 20, 1, 1}, // parts of a forward convolution that begin within a tap
	{1, 4, 4, 64, 3, 3, 64, 1, 1},  // and with whole steps
	{3, 13, 14, 8, 3, 3, 12, 1, 1}, // slices of a weight's gradient that begin within a row
	{2, 16, 16, 8, 3, 3, 16, 1, 1}, // and with whole steps
}

// tiledConvolutionOps are the passes on each tile. The gradient of x is a forward
// convolution there.
func tiledConvolutionOps() []Op {
	forward := Op{Name: "conv2d_tiles", Variants: tiledVariants}
	backwardWeight := Op{Name: "conv2d_tiles_backward_weight", Variants: tiledVariants}
	for _, k := range tiledConvolutions {
		biased := k.forward(true, false)
		biased.Gradient = nil // conv2d has it
		forward.Cases = append(forward.Cases, biased)
		backwardWeight.Cases = append(backwardWeight.Cases, k.backwardWeight(false))
	}
	return []Op{forward, backwardWeight}
}
