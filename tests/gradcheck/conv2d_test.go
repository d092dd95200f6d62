package gradcheck

import (
	"fmt"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// Affine operations are linear in each input alone and bilinear in x and
// weight together, so central differences are exact but for rounding.
const (
	affineStep = 1
	affineRel  = 1e-5
)

func TestConv2D(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, c := range []struct{ n, h, w, c, k, o, stride, padding int }{
		{1, 1, 1, 1, 1, 1, 1, 0}, {2, 5, 4, 3, 3, 8, 1, 1}, {2, 4, 4, 8, 3, 3, 1, 1}, {1, 6, 4, 8, 2, 16, 2, 0}, {1, 7, 5, 4, 3, 20, 2, 1},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			cfg := tensor.Conv2DConfig{Stride: c.stride, Padding: c.padding}
			op := func(in ...*autograd.Var) *autograd.Var { return autograd.Conv2D(in[0], in[1], in[2], cfg) }
			y := []int{c.n, (c.h+2*c.padding-c.k)/c.stride + 1, (c.w+2*c.padding-c.k)/c.stride + 1, c.o}
			p := newProblem(t.Name(), op, y, []int{c.n, c.h, c.w, c.c}, []int{c.k, c.k, c.c, c.o}, []int{c.o})
			_, grads := p.run(t, s)
			gradX, gradWeight := ref.Conv2DVJP(p.inputs[0], p.inputs[1], p.cotangent, c.stride, c.padding)
			tol.Sum(t, "gradient of x", grads[0], gradX)
			tol.Sum(t, "gradient of weight", grads[1], gradWeight)
			tol.Sum(t, "gradient of bias", grads[2], ref.SumTo(p.cotangent, c.o))
			p.checkDirection(t, s, t.Name(), affineStep, affineRel)
		})
	}
}

func TestConvTranspose2D(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, c := range []struct{ n, h, w, c, o int }{{1, 1, 1, 1, 1}, {2, 3, 4, 8, 4}, {1, 4, 2, 5, 3}, {1, 3, 3, 16, 20}} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			op := func(in ...*autograd.Var) *autograd.Var { return autograd.ConvTranspose2D(in[0], in[1], in[2]) }
			p := newProblem(t.Name(), op, []int{c.n, 2 * c.h, 2 * c.w, c.o},
				[]int{c.n, c.h, c.w, c.c}, []int{2, 2, c.o, c.c}, []int{c.o})
			_, grads := p.run(t, s)
			gradX, gradWeight := ref.ConvTranspose2DVJP(p.inputs[0], p.inputs[1], p.cotangent)
			tol.Sum(t, "gradient of x", grads[0], gradX)
			tol.Sum(t, "gradient of weight", grads[1], gradWeight)
			tol.Sum(t, "gradient of bias", grads[2], ref.SumTo(p.cotangent, c.o))
			p.checkDirection(t, s, t.Name(), affineStep, affineRel)
		})
	}
}

// An input that needs no gradient must not cost a kernel.
func TestConv2DSkipsGradientsOfConstants(t *testing.T) {
	_, s := testgpu.Stream(t)
	weight := &autograd.Param{Name: "weight", Value: tensor.Full(s, 0.5, 1, 1, 4, 4)}
	tape := autograd.NewTape(s, weight)
	x := tape.Const(tensor.Full(s, 1, 1, 2, 2, 4))
	y := autograd.Conv2D(x, tape.Param(weight), nil, tensor.Conv2DConfig{})
	loss := autograd.Sum(autograd.Conv2D(y, tape.Const(weight.Value), nil, tensor.Conv2DConfig{}))
	before := s.Stats().Dispatches
	tape.Backward(loss)
	// The sum's gradient, the second convolution's transposed weight and input
	// gradient, the first one's weight gradient.
	if got := s.Stats().Dispatches - before; got != 4 {
		t.Errorf("backward took %d dispatches, want 4", got)
	}
}
