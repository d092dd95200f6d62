package gradcheck

import (
	"math"
	"testing"

	"autogan/shaders"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

// TestCotangentsAreAddedOnTheWay uses a result twice. The VJP that comes second
// adds to what the first one left, in its own kernel; with a reshape before the
// operation, whose result has a cotangent of its own, a kernel of its own adds
// the two. A compiler may round the sum of a convolution in another order.
func TestCotangentsAreAddedOnTheWay(t *testing.T) {
	shape := []int{2, 4, 4, 16}
	weight := &autograd.Param{Name: "w"}
	conv := func(relu bool) func(x *autograd.Var) *autograd.Var {
		return func(x *autograd.Var) *autograd.Var {
			cfg := tensor.Conv2DConfig{Padding: tensor.Same, Fusion: convplan.Fusion{ReLU: relu}}
			return autograd.Conv2D(x, x.Tape().Param(weight), nil, cfg)
		}
	}
	for name, f := range map[string]func(x *autograd.Var) *autograd.Var{
		"conv2d":            conv(false),
		"conv2d of a ReLU":  conv(true),
		"nearest":           func(x *autograd.Var) *autograd.Var { return autograd.UpsampleNearest2D(x, 2) },
		"nearest of a ReLU": func(x *autograd.Var) *autograd.Var { return autograd.UpsampleNearest2DReLU(x, 2) },
		"bilinear":          func(x *autograd.Var) *autograd.Var { return autograd.UpsampleBilinear2D(x, 2) },
		"average pool":      func(x *autograd.Var) *autograd.Var { return autograd.AvgPool2D(x, 2) },
		"ReLU":              autograd.ReLU,
	} {
		adds := 0
		s := testgpu.StreamWith(t, vk.StreamOptions{Launched: func(l vk.Launched) {
			if l.Kernel == shaders.BinaryForward || l.Kernel == shaders.BinaryForwardVec4 {
				adds++
			}
		}})
		weight.Value = tensor.Temp(s, 3, 3, 16, 16)
		gradient := func(aside bool) ([]float32, int) {
			x := &autograd.Param{Name: "x", Value: tensor.Temp(s, shape...)}
			tensor.RandomNormal(s, x.Value, 0, 1, 1, 0)
			tensor.RandomNormal(s, weight.Value, 0, 1, 2, 0)
			tape := autograd.NewTape(s, x)
			twice := autograd.Scale(tape.Param(x), 2)
			first := twice
			if aside {
				first = autograd.Reshape(twice, shape...)
			}
			y := autograd.Sum(autograd.Square(f(first)))
			z := autograd.Sum(autograd.Square(twice))
			before := adds
			grads := tape.Backward(autograd.Add(y, z))
			g, _ := grads.Of(x)
			return floats(t, s, g), adds - before
		}
		want, added := gradient(true)
		got, fused := gradient(false)
		if added != fused+1 {
			t.Errorf("%s: %d additions, %d with a reshape between; want one less", name, fused, added)
		}
		for i := range want {
			if d := math.Abs(float64(got[i] - want[i])); d > 1e-6*math.Abs(float64(want[i])) {
				t.Errorf("%s: gradient[%d] is %v, added apart it is %v", name, i, got[i], want[i])
				break
			}
		}
	}
}
