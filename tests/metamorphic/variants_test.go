package metamorphic

import (
	"fmt"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

// TestConvolutionVariantsInPrograms runs every convolution of some programs, on
// the operands that it has there, with every kernel of the device. Kernels add
// in different orders, so each must stay within the oracle's tolerance.
func TestConvolutionVariantsInPrograms(t *testing.T) {
	dev, s := testgpu.Stream(t)
	kernels := convplan.Kernels(dev.Caps())
	convolutions := 0
	for seed := uint64(100); convolutions < 20; seed++ {
		draw(seed).train(t, s, false, func(x, weight, bias tensor.Tensor, cfg tensor.Conv2DConfig) {
			convolutions++
			c := newConvolution(t, s, x, weight, bias, cfg)
			for _, kernel := range kernels {
				c.check(fmt.Sprintf("seed %d, %v kernel", seed, kernel), kernel)
			}
		})
	}
}

// convolution is a convolution with its operands, a cotangent and the oracle's
// results.
type convolution struct {
	t                         *testing.T
	s                         *vk.Stream
	x, weight, bias, gradY    tensor.Tensor
	cfg                       tensor.Conv2DConfig
	wantY, wantX, wantWeights ref.Array
}

func newConvolution(t *testing.T, s *vk.Stream, x, weight, bias tensor.Tensor, cfg tensor.Conv2DConfig) convolution {
	t.Helper()
	c := convolution{t: t, s: s, x: x, weight: weight, bias: bias, cfg: cfg}
	var hostBias ref.Array
	if !bias.None() {
		hostBias = c.download(bias)
	}
	hostX, hostWeight := c.download(x), c.download(weight)
	c.wantY = ref.Conv2D(hostX, hostWeight, hostBias, cfg.Stride, cfg.Padding)
	c.gradY = tensor.Temp(s, c.wantY.Shape...)
	tensor.RandomNormal(s, c.gradY, 0, 1, 1, 1)
	c.wantX, c.wantWeights = ref.Conv2DVJP(hostX, hostWeight, c.download(c.gradY), cfg.Stride, cfg.Padding)
	return c
}

func (c convolution) download(x tensor.Tensor) ref.Array { return ref.From(c.floats(x), x.Shape...) }

func (c convolution) floats(x tensor.Tensor) []float32 {
	c.t.Helper()
	values, err := x.Floats(c.s)
	if err != nil {
		c.t.Fatal(err)
	}
	return values
}

func (c convolution) check(name string, kernel convplan.Kernel) {
	c.t.Helper()
	cfg := c.cfg
	cfg.Kernel = kernel
	tol.Sum(c.t, name+", forward", c.floats(tensor.Conv2DForward(c.s, c.x, c.weight, c.bias, cfg)), c.wantY)
	tol.Sum(c.t, name+", backward input", c.floats(tensor.Conv2DBackwardInput(c.s, c.gradY, c.weight, c.x, cfg)), c.wantX)
	gradWeight, _ := tensor.Conv2DBackwardWeight(c.s, c.x, c.gradY, c.weight.Shape, false, cfg)
	tol.Sum(c.t, name+", backward weight", c.floats(gradWeight), c.wantWeights)
}
