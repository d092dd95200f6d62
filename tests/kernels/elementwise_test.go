package kernels

import (
	"fmt"
	"math"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk"
	"autogan/vk/tensor"
)

// unaryCase is an element-wise function; ulps is what its value and its
// derivative may be off by, zero for exact ones.
type unaryCase struct {
	name     string
	ref      ref.Function
	forward  func(s *vk.Stream, x tensor.Tensor) tensor.Tensor
	backward func(s *vk.Stream, x, output, gradOutput tensor.Tensor) tensor.Tensor
	positive bool // the domain
	ulps     float64
	relative float64 // bound of the derivative's error, relative to gradOutput
}

// Vulkan allows exp 3 + 2|x| ULP, so 13 for normal deviates below 5, log 3 ULP
// away from 1, and the quotients 2.5 ULP; tanh and the logistic function are
// built of an exp below one, a sum and a quotient.
var unaryCases = []unaryCase{
	{name: "relu", ref: ref.ReLU, forward: tensor.ReLU,
		backward: func(s *vk.Stream, x, y, g tensor.Tensor) tensor.Tensor { return tensor.ReLUBackward(s, y, g) }},
	{name: "leaky_relu", ref: ref.LeakyReLU(0.125),
		forward: func(s *vk.Stream, x tensor.Tensor) tensor.Tensor { return tensor.LeakyReLU(s, x, 0.125) },
		backward: func(s *vk.Stream, x, y, g tensor.Tensor) tensor.Tensor {
			return tensor.LeakyReLUBackward(s, x, g, 0.125)
		}},
	{name: "tanh", ref: ref.Tanh, forward: tensor.Tanh, ulps: 16, relative: 2e-6,
		backward: func(s *vk.Stream, x, y, g tensor.Tensor) tensor.Tensor { return tensor.TanhBackward(s, y, g) }},
	{name: "sigmoid", ref: ref.Sigmoid, forward: tensor.Sigmoid, ulps: 16, relative: 2e-6,
		backward: func(s *vk.Stream, x, y, g tensor.Tensor) tensor.Tensor { return tensor.SigmoidBackward(s, y, g) }},
	{name: "exp", ref: ref.Exp, forward: tensor.Exp, ulps: 16, relative: 2e-6,
		backward: func(s *vk.Stream, x, y, g tensor.Tensor) tensor.Tensor { return tensor.ExpBackward(s, y, g) }},
	{name: "log", ref: ref.Log, forward: tensor.Log, positive: true, ulps: 4, relative: 2e-6,
		backward: func(s *vk.Stream, x, y, g tensor.Tensor) tensor.Tensor { return tensor.LogBackward(s, x, g) }},
	{name: "sqrt", ref: ref.Sqrt, forward: tensor.Sqrt, positive: true, ulps: 4, relative: 2e-6,
		backward: func(s *vk.Stream, x, y, g tensor.Tensor) tensor.Tensor { return tensor.SqrtBackward(s, y, g) }},
	{name: "square", ref: ref.Square, forward: tensor.Square, ulps: 1, relative: 1e-6,
		backward: func(s *vk.Stream, x, y, g tensor.Tensor) tensor.Tensor { return tensor.SquareBackward(s, x, g) }},
	{name: "abs", ref: ref.Abs, forward: tensor.Abs,
		backward: func(s *vk.Stream, x, y, g tensor.Tensor) tensor.Tensor { return tensor.AbsBackward(s, x, g) }},
	{name: "neg", ref: ref.Affine(-1, 0), forward: tensor.Neg,
		backward: func(s *vk.Stream, x, y, g tensor.Tensor) tensor.Tensor { return tensor.Neg(s, g) }},
	{name: "scale", ref: ref.Affine(0.5, 0),
		forward:  func(s *vk.Stream, x tensor.Tensor) tensor.Tensor { return tensor.Scale(s, x, 0.5) },
		backward: func(s *vk.Stream, x, y, g tensor.Tensor) tensor.Tensor { return tensor.Scale(s, g, 0.5) }},
}

func TestUnary(t *testing.T) {
	s := poisonedStream(t)
	for _, c := range unaryCases {
		for _, n := range []int{1, 63, 64, 65, 257, 4 * 4099} {
			name := fmt.Sprintf("%s/%d", c.name, n)
			t.Run(name, func(t *testing.T) { testUnary(t, s, c, name, n) })
		}
	}
}

func testUnary(t *testing.T, s *vk.Stream, c unaryCase, name string, n int) {
	data := testgpu.Normal(testgpu.Rand(name), n)
	for i, v := range data {
		if c.positive {
			data[i] = float32(math.Exp(float64(v)))
		}
	}
	x, g := newOperand(s, data, n), normalOperand(s, name+" cotangent", n)
	y := c.forward(s, x.device)
	dx := c.backward(s, x.device, y, g.device)
	want, wantDX := ref.Apply(c.ref, x.ref), ref.ApplyVJP(c.ref, x.ref, g.ref)
	if c.ulps == 0 {
		tol.Exact(t, "forward", floats(t, s, y), want)
		tol.Exact(t, "backward", floats(t, s, dx), wantDX)
		return
	}
	if c.name == "log" {
		// Near x = 1 the logarithm vanishes and its error is absolute.
		tol.Within(t, "forward", floats(t, s, y), want, 1e-6, 1)
	} else {
		tol.ULP(t, "forward", floats(t, s, y), want, c.ulps)
	}
	// 1−y² and y(1−y) cancel where y is near one: absolute there, |gradOutput| ≤ 5.
	tol.Within(t, "backward", floats(t, s, dx), wantDX, c.relative, 1)
	x.wantUnchanged(t, s, "input")
	g.wantUnchanged(t, s, "cotangent")
}

// A view that does not start on a vec4 takes the scalar kernel.
func TestUnaryOfUnalignedView(t *testing.T) {
	s := poisonedStream(t)
	x := normalOperand(s, t.Name(), 9)
	view := x.device.Rows(1, 8)
	tol.Exact(t, "relu", floats(t, s, tensor.ReLU(s, view)), ref.Apply(ref.ReLU, ref.From(x.host[1:], 8)))
}

func TestSaturatingFunctionsAreFinite(t *testing.T) {
	s := poisonedStream(t)
	x := newOperand(s, []float32{-3e38, -1000, -100, -20, 0, 20, 100, 1000, 3e38}, 9)
	// Below 1e-38 results may be flushed to zero.
	tol.Within(t, "tanh", floats(t, s, tensor.Tanh(s, x.device)), ref.Apply(ref.Tanh, x.ref), 1e-6, 1e-30)
	tol.Within(t, "sigmoid", floats(t, s, tensor.Sigmoid(s, x.device)), ref.Apply(ref.Sigmoid, x.ref), 1e-5, 1e-30)
	small := newOperand(s, []float32{-0.26, -0.25, -0.24, -1e-4, 1e-8, 1e-3, 0.1, 0.2499}, 8)
	tol.ULP(t, "tanh near zero", floats(t, s, tensor.Tanh(s, small.device)), ref.Apply(ref.Tanh, small.ref), 16)
}

func TestAffine(t *testing.T) {
	s := poisonedStream(t)
	x := normalOperand(s, t.Name(), 3, 65)
	want := ref.New(3, 65)
	for i, v := range x.ref.Data {
		want.AddTerm(i, -1.5*v)
		want.AddTerm(i, 0.75)
	}
	tol.Sum(t, "affine", floats(t, s, tensor.Affine(s, x.device, -1.5, 0.75)), want)
}

// A grid of more than 65,535 groups folds into a second dimension.
func TestUnaryBeyondOneDimensionOfGroups(t *testing.T) {
	s := poisonedStream(t)
	const n = 65_536*64 + 1 // odd, so one element a thread
	x := tensor.Full(s, -2.5, n)
	got := floats(t, s, tensor.Abs(s, x))
	for _, i := range []int{0, 63, 64, n / 2, n - 66, n - 2, n - 1} {
		if got[i] != 2.5 {
			t.Errorf("element %d: got %g, want 2.5", i, got[i])
		}
	}
}
