package tensor

import (
	"math/bits"
	"testing"

	"autogan/vk"
	"autogan/vk/tensor/convplan"
)

// extentByHand counts the positions of a kernel on a padded axis.
func extentByHand(size, kernel, stride, padding int) int {
	n := 0
	for at := -padding; at+kernel <= size+padding; at += stride {
		n++
	}
	return n
}

// FuzzConv2DShape compares the shape of a convolution with counted positions,
// and checks that the slices of its weight's gradient cover every pixel once.
func FuzzConv2DShape(f *testing.F) {
	f.Add(uint16(1), uint16(4), uint16(5), uint8(3), uint8(3), uint8(1), uint8(1), uint16(8), uint16(16))
	f.Add(uint16(64), uint16(32), uint16(32), uint8(3), uint8(3), uint8(1), uint8(1), uint16(256), uint16(256))
	f.Add(uint16(2), uint16(7), uint16(5), uint8(2), uint8(2), uint8(2), uint8(0), uint16(3), uint16(1))
	f.Add(uint16(1), uint16(9), uint16(5), uint8(6), uint8(0), uint8(1), uint8(0), uint16(8), uint16(16))
	f.Add(uint16(1), uint16(1), uint16(1), uint8(9), uint8(1), uint8(0), uint8(0), uint16(1), uint16(1))
	f.Fuzz(func(t *testing.T, n, h, w uint16, kh, kw, stride, padding uint8, c, o uint16) {
		x := Shape{1 + int(n%128), 1 + int(h%256), 1 + int(w%256), 1 + int(c%1024)}
		weight := Shape{1 + int(kh%16), 1 + int(kw%16), x[3], 1 + int(o%1024)}
		cfg := Conv2DConfig{Stride: int(stride % 8), Padding: int(padding%17) - 1}
		ph, pw := cfg.Padding, cfg.Padding
		if cfg.Padding == Same {
			weight[0], weight[1] = weight[0]|1, weight[1]|1 // odd
			ph, pw = weight[0]/2, weight[1]/2
		}
		oh := extentByHand(x[1], weight[0], max(cfg.Stride, 1), ph)
		ow := extentByHand(x[2], weight[1], max(cfg.Stride, 1), pw)
		k, ok := attempt(func() convolution {
			return convolutionOf("test", convplan.BackwardWeight, x, Tensor{Shape: weight}, cfg)
		})
		if ok != (oh > 0 && ow > 0) {
			t.Fatalf("%v on %v, %+v: accepted %t, want %d×%d positions", weight, x, cfg, ok, oh, ow)
		}
		if !ok {
			return
		}
		if k.OH() != oh || k.OW() != ow {
			t.Fatalf("%v on %v, %+v: %d×%d positions, want %d×%d", weight, x, cfg, k.OH(), k.OW(), oh, ow)
		}
		for _, kernel := range []convplan.Kernel{convplan.Scalar, convplan.Vec4, convplan.Tiled128x128, convplan.Tiled32x32} {
			checkSlices(t, k, kernel)
		}
	})
}

func checkSlices(t *testing.T, k convolution, kernel convplan.Kernel) {
	t.Helper()
	plan := convplan.Of(vk.Caps{}, convplan.Problem{Shape: k.Shape, Asked: kernel})
	slice, slices, pixels := plan.Split.Size, plan.Split.Parts, k.Pixels()
	if slice < 1 || slices < 1 || slice*slices < pixels || slice*(slices-1) >= pixels {
		t.Fatalf("%+v: %d slices of %d pixels for %d", k, slices, slice, pixels)
	}
}

// TestConvTransposeShape checks that a transposed convolution's result is what
// the convolution it is the adjoint of takes.
func TestConvTransposeShape(t *testing.T) {
	for _, size := range []int{1, 2, 3, 5} {
		weight := Shape{size, size, 4, 6}
		cfg := ConvTranspose2DConfig(weight)
		k := convolutionOf("test", convplan.BackwardInput, Shape{2, 3 * size, 5 * size, 4}, Tensor{Shape: weight}, cfg)
		if k.OH() != 3 || k.OW() != 5 {
			t.Errorf("kernel %d: 3×5 pixels become %d×%d", size, k.OH(), k.OW())
		}
	}
	for _, bad := range []Shape{nil, {2, 2, 4}, {2, 3, 4, 6}} {
		if _, ok := attempt(func() Conv2DConfig { return ConvTranspose2DConfig(bad) }); ok {
			t.Errorf("a weight %v is accepted", bad)
		}
	}
}

// TestPlansKnowTheOperands has every mixture of types: where an operand of the
// products is float32, no kernel may take it as float16.
func TestPlansKnowTheOperands(t *testing.T) {
	half, full := Tensor{DType: Float16}, Tensor{DType: Float32}
	for _, c := range []struct {
		pass        convplan.Pass
		activations []Tensor
		want        bool
	}{
		{convplan.Forward, []Tensor{full}, true},
		{convplan.Forward, []Tensor{half, full}, false}, // a shortcut is no operand
		{convplan.Forward, []Tensor{full, half}, true},
		{convplan.BackwardInput, []Tensor{half, full}, false},
		{convplan.BackwardInput, []Tensor{full, half}, true},
		{convplan.BackwardWeight, []Tensor{half, full}, true},
		{convplan.BackwardWeight, []Tensor{full, half}, true},
		{convplan.BackwardWeight, []Tensor{half, half}, false},
	} {
		k := convolution{Shape: convplan.Shape{Pass: c.pass}}
		if got := k.of(c.activations...).float32; got != c.want {
			t.Errorf("%v of %v: an operand is float32 %t, want %t", c.pass, c.activations, got, c.want)
		}
	}
}

// FuzzDivisor compares the division that Tiled kernels do with Go's.
func FuzzDivisor(f *testing.F) {
	for _, n := range []uint32{1, 2, 3, 5, 7, 16, 641, 1<<16 + 1, 1<<31 - 1} {
		for _, i := range []uint32{0, 1, n - 1, n, n + 1, 2*n - 1, 1<<31 - 1, 1<<31 - 2} {
			f.Add(i, n)
		}
	}
	f.Fuzz(func(t *testing.T, i, n uint32) {
		i, n = i%(1<<31), max(1, n%(1<<31))
		factor, shift := divisor(int(n))
		high, _ := bits.Mul32(i, factor)
		if got := (high + i) >> shift; got != i/n {
			t.Errorf("%d / %d = %d, want %d", i, n, got, i/n)
		}
	})
}
