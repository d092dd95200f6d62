package bench

import (
	"fmt"

	"autogan/vk"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

// convSize is a convolution of the networks that keeps the image's size.
type convSize struct{ n, size, in, out, kernel int }

// convSizes are convolutions of the generator and discriminator of a search,
// with the first and last layers.
var convSizes = []convSize{
	{64, 8, 128, 128, 3}, {64, 16, 128, 128, 3}, {16, 32, 128, 128, 3}, {64, 16, 64, 64, 3},
	{64, 16, 128, 128, 1}, {64, 16, 3, 64, 3}, {64, 16, 128, 3, 3},
}

// convolutions lists a forward pass with both backward passes for each size.
func convolutions() []workload {
	var list []workload
	for _, c := range convSizes {
		list = append(list, workload{name: c.String(), flop: 3 * c.flop(), peer: true, build: func(b *builder) func() error {
			x, g := b.normal(c.n, c.size, c.size, c.in), b.normal(c.n, c.size, c.size, c.out)
			weight, bias := b.normal(c.kernel, c.kernel, c.in, c.out), b.normal(c.out)
			config := tensor.Conv2DConfig{Padding: c.kernel / 2}
			return b.launches(func(s *vk.Stream) {
				tensor.Conv2DForward(s, x, weight, bias, config)
				tensor.Conv2DBackwardInput(s, g, weight, x, config)
				tensor.Conv2DBackwardWeight(s, x, g, weight.Shape, true, config)
			})
		}})
	}
	return list
}

// String names the case, such as conv3x3/n64-c128-16x16 or conv3x3/n64-c3-64-16x16.
func (c convSize) String() string {
	channels := fmt.Sprint("c", c.in)
	if c.out != c.in {
		channels += fmt.Sprint("-", c.out)
	}
	return fmt.Sprintf("conv%dx%[1]d/n%d-%s-%dx%[4]d", c.kernel, c.n, channels, c.size)
}

// flop returns the operations of one pass.
func (c convSize) flop() float64 {
	return 2 * float64(c.n*c.size*c.size) * float64(c.kernel*c.kernel*c.in*c.out)
}

// shape is the convolution as the plan of the pass sees it.
func (c convSize) shape(pass convplan.Pass) convplan.Shape {
	return convplan.Shape{Pass: pass, N: c.n, H: c.size, W: c.size, C: c.in, KH: c.kernel, KW: c.kernel, O: c.out,
		Stride: 1, PaddingH: c.kernel / 2, PaddingW: c.kernel / 2}
}
