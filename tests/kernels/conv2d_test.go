package kernels

import (
	"fmt"
	"slices"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk"
	"autogan/vk/tensor"
)

// conv2DCase is a convolution of x [n, h, w, c] with a weight [kh, kw, c, o].
type conv2DCase struct {
	n, h, w, c, kh, kw, o, stride, padding int
}

func (c conv2DCase) String() string {
	return fmt.Sprintf("N%dH%dW%dC%d-K%dx%dO%d-S%dP%d", c.n, c.h, c.w, c.c, c.kh, c.kw, c.o, c.stride, c.padding)
}

var conv2DCases = []conv2DCase{
	{1, 1, 1, 1, 1, 1, 1, 1, 0},
	{1, 3, 5, 4, 1, 1, 4, 1, 0},
	{2, 5, 4, 3, 3, 3, 8, 1, 1},   // an image
	{2, 4, 5, 8, 3, 3, 3, 1, 1},   // to an image
	{1, 4, 4, 16, 3, 3, 36, 1, 1}, // channels beyond a subgroup's 32
	{3, 4, 3, 12, 3, 3, 64, 1, 1}, // half a tile of input channels in the weight's gradient
	{1, 7, 9, 4, 5, 5, 16, 1, 2},
	{1, 7, 9, 4, 5, 5, 16, 1, 0},
	{2, 6, 5, 5, 3, 2, 7, 1, 1}, // no square
	{2, 6, 8, 8, 2, 2, 16, 2, 0},
	{2, 7, 5, 4, 3, 3, 4, 2, 1},
	{1, 5, 6, 4, 2, 2, 20, 2, 0},  // the last row belongs to no patch
	{1, 1, 1, 8, 3, 3, 16, 1, 1},  // all but one tap outside
	{1, 2, 2, 4, 1, 1, 4, 1, 1},   // more padding than kernel
	{5, 13, 11, 8, 3, 3, 8, 1, 1}, // several slices in the weight's gradient
}

var convKernels = []tensor.ConvKernel{tensor.ScalarKernel, tensor.Vec4Kernel, tensor.Subgroup8Kernel, tensor.AutoKernel}

// eachConv2D runs check for every kernel that the device can run, and every case.
func eachConv2D(t *testing.T, check func(t *testing.T, s *vk.Stream, c conv2DCase, cfg tensor.Conv2DConfig)) {
	for _, kernel := range convKernels {
		t.Run(kernel.String(), func(t *testing.T) {
			s := poisonedStream(t)
			if kernel == tensor.Subgroup8Kernel {
				testgpu.NeedSubgroup(t, s.Device(), 8)
			}
			for _, c := range conv2DCases {
				t.Run(c.String(), func(t *testing.T) {
					check(t, s, c, tensor.Conv2DConfig{Stride: c.stride, Padding: c.padding, Kernel: kernel})
				})
			}
		})
	}
}

func (c conv2DCase) operands(s *vk.Stream) (x, weight, bias, gradY operand) {
	oh, ow := (c.h+2*c.padding-c.kh)/c.stride+1, (c.w+2*c.padding-c.kw)/c.stride+1
	name := c.String()
	return normalOperand(s, name+"x", c.n, c.h, c.w, c.c), normalOperand(s, name+"weight", c.kh, c.kw, c.c, c.o),
		normalOperand(s, name+"bias", c.o), normalOperand(s, name+"gradY", c.n, oh, ow, c.o)
}

func TestConv2DForward(t *testing.T) {
	eachConv2D(t, func(t *testing.T, s *vk.Stream, c conv2DCase, cfg tensor.Conv2DConfig) {
		x, weight, bias, _ := c.operands(s)
		with := tensor.Conv2DForward(s, x.device, weight.device, bias.device, cfg)
		tol.Sum(t, "with bias", floats(t, s, with), ref.Conv2D(x.ref, weight.ref, bias.ref, c.stride, c.padding))
		without := tensor.Conv2DForward(s, x.device, weight.device, tensor.Tensor{}, cfg)
		tol.Sum(t, "without bias", floats(t, s, without), ref.Conv2D(x.ref, weight.ref, ref.Array{}, c.stride, c.padding))
		x.wantUnchanged(t, s, "x")
		weight.wantUnchanged(t, s, "weight")
	})
}

func TestConv2DBackwardInput(t *testing.T) {
	eachConv2D(t, func(t *testing.T, s *vk.Stream, c conv2DCase, cfg tensor.Conv2DConfig) {
		x, weight, _, gradY := c.operands(s)
		want, _ := ref.Conv2DVJP(x.ref, weight.ref, gradY.ref, c.stride, c.padding)
		got := tensor.Conv2DBackwardInput(s, gradY.device, weight.device, x.device.Shape, cfg)
		tol.Sum(t, "gradX", floats(t, s, got), want)
		gradY.wantUnchanged(t, s, "gradY")
	})
}

func TestConv2DBackwardWeight(t *testing.T) {
	eachConv2D(t, func(t *testing.T, s *vk.Stream, c conv2DCase, cfg tensor.Conv2DConfig) {
		x, weight, _, gradY := c.operands(s)
		_, want := ref.Conv2DVJP(x.ref, weight.ref, gradY.ref, c.stride, c.padding)
		got := tensor.Conv2DBackwardWeight(s, x.device, gradY.device, weight.device.Shape, cfg)
		tol.Sum(t, "gradWeight", floats(t, s, got), want)
		x.wantUnchanged(t, s, "x")
	})
}

func TestConvTranspose2D(t *testing.T) {
	s := poisonedStream(t)
	for _, c := range []struct{ n, h, w, c, o, k int }{
		{1, 1, 1, 1, 1, 2}, {2, 3, 5, 8, 4, 2}, {1, 4, 4, 16, 36, 2}, {3, 2, 3, 5, 3, 2}, {1, 3, 2, 4, 20, 3},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			x := normalOperand(s, t.Name()+"x", c.n, c.h, c.w, c.c)
			weight := normalOperand(s, t.Name()+"weight", c.k, c.k, c.o, c.c)
			bias := normalOperand(s, t.Name()+"bias", c.o)
			got := tensor.ConvTranspose2DForward(s, x.device, weight.device, bias.device)
			tol.Sum(t, "y", floats(t, s, got), ref.ConvTranspose2D(x.ref, weight.ref, bias.ref))
		})
	}
}

// TestConv2DUnalignedView feeds a view that begins beside a vec4.
func TestConv2DUnalignedView(t *testing.T) {
	s := poisonedStream(t)
	flat := normalOperand(s, t.Name(), 1+2*3*3*4)
	weight := normalOperand(s, "weight", 3, 3, 4, 8)
	x := newOperand(s, flat.host[1:], 2, 3, 3, 4)
	x.device = flat.device.Rows(1, 2*3*3*4).Reshape(2, 3, 3, 4)
	got := tensor.Conv2DForward(s, x.device, weight.device, tensor.Tensor{}, tensor.Conv2DConfig{Padding: 1})
	tol.Sum(t, "y", floats(t, s, got), ref.Conv2D(x.ref, weight.ref, ref.Array{}, 1, 1))
}

// TestConv2DSameBits runs each pass twice, in memory of different content.
func TestConv2DSameBits(t *testing.T) {
	s := poisonedStream(t)
	x, weight := normalOperand(s, "x", 4, 16, 16, 20), normalOperand(s, "weight", 3, 3, 20, 24)
	gradY := normalOperand(s, "gradY", 4, 16, 16, 24)
	cfg := tensor.Conv2DConfig{Padding: 1}
	for name, pass := range map[string]func() tensor.Tensor{
		"forward": func() tensor.Tensor { return tensor.Conv2DForward(s, x.device, weight.device, tensor.Tensor{}, cfg) },
		"backward input": func() tensor.Tensor {
			return tensor.Conv2DBackwardInput(s, gradY.device, weight.device, x.device.Shape, cfg)
		},
		"backward weight": func() tensor.Tensor {
			return tensor.Conv2DBackwardWeight(s, x.device, gradY.device, weight.device.Shape, cfg)
		},
	} {
		first, second := floats(t, s, pass()), floats(t, s, pass())
		if !slices.Equal(first, second) {
			t.Errorf("%s: two runs differ", name)
		}
	}
}

func TestConv2DPanics(t *testing.T) {
	s := poisonedStream(t)
	x, weight := tensor.Temp(s, 1, 4, 4, 4), tensor.Temp(s, 3, 3, 3, 8)
	wantPanic(t, "tensor: conv2d: weight is float32 [3 3 3 8], want float32 [-1 -1 4 -1]", func() {
		tensor.Conv2DForward(s, x, weight, tensor.Tensor{}, tensor.Conv2DConfig{})
	})
	wantPanic(t, "tensor: conv2d: weight [5 5 4 8] does not fit into x [1 4 4 4] padded by 0", func() {
		tensor.Conv2DForward(s, x, tensor.Temp(s, 5, 5, 4, 8), tensor.Tensor{}, tensor.Conv2DConfig{})
	})
}
