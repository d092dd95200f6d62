package tune

import (
	"fmt"
	"math"
	"time"

	"autogan/vk"
	"autogan/vk/tensor"
)

// operands are a convolution's on a stream of their own, as temporaries.
type operands struct {
	shape           tensor.ConvShape
	x, weight, grad tensor.Tensor
}

// withOperands gives the shape's operands, normal deviates, to work.
func withOperands(d *vk.Device, shape tensor.ConvShape, work func(s *vk.Stream, x operands) error) error {
	s, err := d.NewStream()
	if err != nil {
		return err
	}
	defer s.Release()
	oh, ow := (shape.H+2*shape.PaddingH-shape.KH)/shape.Stride+1, (shape.W+2*shape.PaddingW-shape.KW)/shape.Stride+1
	x := operands{
		shape:  shape,
		x:      tensor.Temp(s, shape.N, shape.H, shape.W, shape.C),
		weight: tensor.Temp(s, shape.KH, shape.KW, shape.C, shape.O),
		grad:   tensor.Temp(s, shape.N, oh, ow, shape.O),
	}
	for i, t := range []tensor.Tensor{x.x, x.weight, x.grad} {
		tensor.RandomNormal(s, t, 0, 1, uint64(i), 0)
	}
	return work(s, x)
}

// run launches the shape's pass on a kernel.
func (x operands) run(s *vk.Stream, kernel tensor.ConvKernel) tensor.Tensor {
	cfg := tensor.Conv2DConfig{Stride: x.shape.Stride, Padding: x.shape.PaddingH, Kernel: kernel}
	if x.shape.PaddingW != x.shape.PaddingH {
		cfg.Padding = tensor.Same
	}
	switch x.shape.Pass {
	case tensor.ConvForward:
		return tensor.Conv2DForward(s, x.x, x.weight, tensor.Tensor{}, cfg)
	case tensor.ConvBackwardInput:
		return tensor.Conv2DBackwardInput(s, x.grad, x.weight, x.x.Shape, cfg)
	}
	return tensor.Conv2DBackwardWeight(s, x.x, x.grad, x.weight.Shape, cfg)
}

// terms is the length of the sums of the shape's pass, at most.
func terms(c tensor.ConvShape) int {
	switch c.Pass {
	case tensor.ConvForward:
		return c.KH * c.KW * c.C
	case tensor.ConvBackwardInput:
		return c.KH * c.KW * c.O
	}
	return c.N * c.H * c.W
}

// checkProducts bounds the work of the plain kernel in a check.
const checkProducts = 50_000_000

// tolerance is in units of a result's deviation, the root of its terms. Every
// right kernel stays far below it, Winograd's included; a wrong one is off by 1.
const tolerance = 1e-3

// check compares a kernel with the plain one, on as many images as the plain
// one does at once, and says what is wrong.
func check(d *vk.Device, shape tensor.ConvShape, kernel tensor.ConvKernel) (wrong string, err error) {
	image := shape.H * shape.W * shape.KH * shape.KW * shape.C * shape.O / (shape.Stride * shape.Stride)
	shape.N = max(1, min(shape.N, checkProducts/max(image, 1)))
	err = withOperands(d, shape, func(s *vk.Stream, x operands) error {
		want, err := x.run(s, tensor.ScalarKernel).Floats(s)
		if err != nil {
			return err
		}
		got, err := x.run(s, kernel).Floats(s)
		if err != nil {
			return err
		}
		wrong = differs(got, want, tolerance*math.Sqrt(float64(terms(shape))))
		return nil
	})
	return wrong, err
}

// differs names the first element that is off by more than the limit, NaN included.
func differs(got, want []float32, limit float64) string {
	for i := range want {
		if off := math.Abs(float64(got[i]) - float64(want[i])); !(off <= limit) {
			return fmt.Sprintf("element %d is %g, the plain kernel says %g", i, got[i], want[i])
		}
	}
	return ""
}

// timeKernel is the least of three runs after one that compiles. A kernel that
// takes more than twice the best so far is not run again.
func timeKernel(d *vk.Device, shape tensor.ConvShape, kernel tensor.ConvKernel, best time.Duration) (least time.Duration, err error) {
	err = withOperands(d, shape, func(s *vk.Stream, x operands) error {
		for round := range 4 {
			if err := s.Sync(); err != nil {
				return err
			}
			begin := time.Now()
			timer := s.StartTimer()
			x.run(s, kernel)
			took, err := timer.Stop()
			if err != nil {
				return err
			}
			if took == 0 { // no timestamps
				took = time.Since(begin)
			}
			if round == 1 || round > 1 && took < least {
				least = took
			}
			if round == 1 && best > 0 && took > 2*best {
				return nil
			}
		}
		return nil
	})
	return least, err
}
