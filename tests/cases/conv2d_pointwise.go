package cases

import (
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

var pointwiseVariants = []Variant{
	{Name: "float32", Kernel: convplan.Pointwise},
	{Name: "half", Kernel: convplan.Pointwise, Half: tensor.Float16},
	{Name: "bfloat16", Kernel: convplan.Pointwise, Half: tensor.BFloat16},
}

// pointwiseConvolutions lie around the borders of what the kernel of 1×1 convolutions
// computes at a time: 64 pixels of 32 channels, from up to 64 channels.
var pointwiseConvolutions = []convolution{
	{1, 1, 1, 3, 1, 1, 5, 1, 0},
	{1, 7, 9, 8, 1, 1, 4, 1, 0},
	{2, 5, 13, 36, 1, 1, 36, 1, 0}, // nine vec4s, which is no multiple of lanes
	{1, 13, 5, 68, 1, 1, 32, 1, 0}, // three loads of weights, the last of one vec4
	{5, 1, 64, 132, 1, 1, 68, 1, 0},
	{1, 1, 257, 28, 1, 1, 12, 1, 0},
	{3, 16, 24, 64, 1, 1, 40, 1, 0}, // several slices in the weight's gradient
	{1, 2, 3, 4, 1, 1, 16, 1, 1},    // padded: no product of matrices, so that another kernel runs
}

func pointwiseConvolutionOps() []Op {
	forward := Op{Name: "conv2d_pointwise", Variants: pointwiseVariants}
	backwardInput := Op{Name: "conv2d_pointwise_backward_input", Variants: pointwiseVariants}
	backwardWeight := Op{Name: "conv2d_pointwise_backward_weight", Variants: pointwiseVariants}
	fused := Op{Name: "conv2d_pointwise_relu_add", Variants: pointwiseVariants}
	fusedWeight := Op{Name: "conv2d_pointwise_relu_backward_weight", Variants: pointwiseVariants}
	for i, k := range pointwiseConvolutions {
		plain, around := k.forward(i%2 == 0, false), k.forwardFused()
		plain.Gradient, around.Gradient = nil, nil // conv2d has them
		forward.Cases = append(forward.Cases, plain)
		fused.Cases = append(fused.Cases, around)
		backwardInput.Cases = append(backwardInput.Cases, k.backwardInput(false))
		backwardWeight.Cases = append(backwardWeight.Cases, k.backwardWeight(false))
		fusedWeight.Cases = append(fusedWeight.Cases, k.backwardWeightFused())
	}
	return []Op{forward, backwardInput, backwardWeight, fused, fusedWeight}
}
