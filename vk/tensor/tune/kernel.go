package tune

import (
	"fmt"
	"math"
	"slices"
	"time"

	"autogan/vk"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

// operands are a convolution's, in memory of their own.
type operands struct {
	shape           convplan.Shape
	x, weight, grad tensor.Tensor
}

// withOperands calls work with the shape's operands, normal deviates stored as its
// activations are, and a stream of its own, and releases both afterwards.
func withOperands(d *vk.Device, shape convplan.Shape, work func(s *vk.Stream, x operands) error) error {
	s, err := d.NewStream()
	if err != nil {
		return err
	}
	defer s.Release()
	x := operands{shape: shape}
	for _, o := range []struct {
		t     *tensor.Tensor
		dtype tensor.DType
		dims  []int
	}{
		{&x.x, stored(shape, shape.C), []int{shape.N, shape.H, shape.W, shape.C}},
		{&x.weight, tensor.Float32, []int{shape.KH, shape.KW, shape.C, shape.O}},
		{&x.grad, stored(shape, shape.O), []int{shape.N, shape.OH(), shape.OW(), shape.O}},
	} {
		if *o.t, err = tensor.New(d, o.dtype, o.dims...); err != nil {
			return err // nothing is recorded yet that uses the others
		}
		defer o.t.Release(d)
	}
	for seed, t := range []tensor.Tensor{x.x, x.weight, x.grad} {
		fill(s, t, uint64(seed))
	}
	err = work(s, x)
	if synced := s.Sync(); err == nil { // before the operands go
		err = synced
	}
	return err
}

// stored is the type of an activation with this many channels.
func stored(shape convplan.Shape, channels int) tensor.DType {
	return tensor.Storage(format(shape), channels)
}

// format is the type in which the shape's activations are stored if they can be.
func format(shape convplan.Shape) tensor.DType {
	switch {
	case shape.BFloat16:
		return tensor.BFloat16
	case shape.Half:
		return tensor.Float16
	}
	return tensor.Float32
}

// fill fills t with normal deviates, by way of a float32 tensor if t is another.
func fill(s *vk.Stream, t tensor.Tensor, seed uint64) {
	if t.DType == tensor.Float32 {
		tensor.RandomNormal(s, t, 0, 1, seed, 0)
		return
	}
	s.Scratch(func() {
		deviates := tensor.Temp(s, t.Shape...)
		tensor.RandomNormal(s, deviates, 0, 1, seed, 0)
		tensor.CopyTo(s, t, tensor.Convert(s, deviates, t.DType))
	})
}

// run launches the shape's pass on a kernel.
func (x operands) run(s *vk.Stream, kernel convplan.Kernel) tensor.Tensor {
	cfg := tensor.Conv2DConfig{Stride: x.shape.Stride, Padding: x.shape.PaddingH, Kernel: kernel}
	if x.shape.Pass == convplan.Forward {
		cfg.Result = x.grad.DType
	} else {
		cfg.Result = x.x.DType
	}
	if x.shape.PaddingW != x.shape.PaddingH {
		cfg.Padding = tensor.Same
	}
	switch x.shape.Pass {
	case convplan.Forward:
		return tensor.Conv2DForward(s, x.x, x.weight, tensor.Tensor{}, cfg)
	case convplan.BackwardInput:
		return tensor.Conv2DBackwardInput(s, x.grad, x.weight, x.x, cfg)
	}
	gradWeight, _ := tensor.Conv2DBackwardWeight(s, x.x, x.grad, x.weight.Shape, false, cfg)
	return gradWeight
}

// terms is the largest number of terms in a sum of the shape's pass.
func terms(c convplan.Shape) int {
	switch c.Pass {
	case convplan.Forward:
		return c.Taps() * c.C
	case convplan.BackwardInput:
		return c.Taps() * c.O
	}
	return c.N * c.H * c.W
}

// checkProducts bounds the number of products of the plain kernel in a check.
const checkProducts = 50_000_000

// Tolerances are in units of a result's deviation, the root of its terms. Every
// right kernel stays far below them, Winograd's included; a wrong one is off by 1.
// With 16 bits, results are rounded and some kernels take a rounded weight:
// bfloat16 has 8 bits of precision, float16 has 11.
var tolerances = map[tensor.DType]float64{tensor.Float32: 1e-3, tensor.Float16: 1e-2, tensor.BFloat16: 8e-2}

// check compares a kernel with the plain one on as many images as checkProducts
// allows, and says what is wrong.
func check(d *vk.Device, shape convplan.Shape, kernel convplan.Kernel) (wrong string, err error) {
	image := shape.H * shape.W * shape.KH * shape.KW * shape.C * shape.O / (shape.Stride * shape.Stride)
	shape.N = max(1, min(shape.N, checkProducts/max(image, 1)))
	err = withOperands(d, shape, func(s *vk.Stream, x operands) error {
		want, err := tensor.Convert(s, x.run(s, convplan.Scalar), tensor.Float32).Floats(s)
		if err != nil {
			return err
		}
		got, err := tensor.Convert(s, x.run(s, kernel), tensor.Float32).Floats(s)
		if err != nil {
			return err
		}
		wrong = differs(got, want, tolerances[format(shape)]*math.Sqrt(float64(terms(shape))))
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

// rounds is how often each kernel is timed, after a run that compiles.
const rounds = 4

// timeKernels times kernels by turns, so that other work of the machine slows
// all of them alike, and returns the least time of each. One that takes more than
// twice as long as another is not run again.
func timeKernels(d *vk.Device, shape convplan.Shape, kernels []convplan.Kernel) ([]time.Duration, error) {
	least := make([]time.Duration, len(kernels))
	err := withOperands(d, shape, func(s *vk.Stream, x operands) error {
		for round := range 1 + rounds {
			for i, kernel := range kernels {
				if round > 1 && least[i] > 2*slices.Min(least) {
					continue
				}
				took, err := timed(s, func() { x.run(s, kernel) })
				if err != nil {
					return err
				}
				if round == 1 || round > 1 && took < least[i] {
					least[i] = took
				}
			}
		}
		return nil
	})
	return least, err
}

// timed is the time between timestamps or, on a device without, on the wall.
func timed(s *vk.Stream, run func()) (time.Duration, error) {
	if err := s.Sync(); err != nil {
		return 0, err
	}
	begin := time.Now()
	timer := s.StartTimer()
	run()
	took, err := timer.Stop()
	if took == 0 {
		took = time.Since(begin)
	}
	if err != nil {
		return 0, err
	}
	return took, s.EndStep() // the next run takes the same memory
}
