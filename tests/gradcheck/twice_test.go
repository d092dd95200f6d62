package gradcheck

import (
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// A variable used several times gets the sum of all cotangents: d(x·x + x)/dx =
// 2x + 1, for a parameter and for a result of it.
func TestVariableUsedTwice(t *testing.T) {
	_, s := testgpu.Stream(t)
	for name, factor := range map[string]float32{"a parameter": 0, "a result": 2} {
		a := &autograd.Param{Name: "a", Value: tensor.Temp(s, 17)}
		unused := &autograd.Param{Name: "unused", Value: tensor.Full(s, 1, 2)}
		data := make([]float32, 17) // whole numbers, so that all sums are exact
		for i := range data {
			data[i] = float32(i - 8)
		}
		a.Value.Upload(s, data)
		tape := autograd.NewTape(s, a, unused)
		x, oracle := tape.Param(a), ref.From(data, 17)
		slope := ref.Affine(2, 1)
		if factor != 0 {
			x = autograd.Scale(x, factor) // d((fa)² + fa)/da = 2f²a + f
			slope = ref.Affine(float64(2*factor*factor), float64(factor))
		}
		tape.Param(unused)
		grads := tape.Backward(autograd.Sum(autograd.Add(autograd.Mul(x, x), x)))
		g, _ := grads.Of(a)
		tol.Exact(t, name, floats(t, s, g), ref.Apply(slope, oracle))
		if _, ok := grads.Of(unused); ok {
			t.Error("a parameter that the loss does not depend on has a gradient")
		}
	}
}

// Two forwards on one tape, as D(real) and D(fake) of a step: the second
// updates u and v in place, and the first's gradient must not see that.
func TestSpectralNormTwiceOnOneTape(t *testing.T) {
	_, s := testgpu.Stream(t)
	r := testgpu.Rand(t.Name())
	draw := func(shape ...int) ref.Array {
		return ref.From(testgpu.Normal(r, tensor.Shape(shape).NumElements()), shape...)
	}
	w, u, v, g := draw(9, 4), draw(4), draw(9), draw(9, 4)
	want := ref.Bound(func(t *ref.Tape) []ref.Array {
		x := t.Input(w)
		first, u, v := t.SpectralNorm(x, u, v, 1)
		second, _, _ := t.SpectralNorm(x, u, v, 1)
		y := t.Add(first, t.Apply(ref.Affine(2, 0), second))
		t.Backward(y, g)
		return []ref.Array{y.Array, x.Grad()}
	})
	weight := &autograd.Param{Name: "w", Value: upload(s, w)}
	onU, onV := upload(s, u), upload(s, v)
	tape := autograd.NewTape(s, weight)
	normalisation := []autograd.SpectralWeight{{W: tape.Param(weight), U: onU, V: onV}}
	first := autograd.SpectralNorm(tape, normalisation, 1)[0]
	second := autograd.SpectralNorm(tape, normalisation, 1)[0]
	y := autograd.Add(first, autograd.Scale(second, 2))
	grads := tape.Backward(autograd.Sum(autograd.Mul(y, tape.Const(upload(s, g)))))
	gradient, _ := grads.Of(weight)
	tol.Sum(t, "result", floats(t, s, y.Value), want[0])
	tol.Sum(t, "gradient", floats(t, s, gradient), want[1])
}

// Reshape moves cotangents as they are.
func TestReshape(t *testing.T) {
	_, s := testgpu.Stream(t)
	x := &autograd.Param{Name: "x", Value: tensor.Full(s, 1, 2, 6)}
	cotangent := ref.From(testgpu.Normal(testgpu.Rand(t.Name()), 12), 3, 4)
	tape := autograd.NewTape(s, x)
	y := autograd.Reshape(tape.Param(x), 3, 4)
	grads := tape.Backward(autograd.Sum(autograd.Mul(y, tape.Const(upload(s, cotangent)))))
	g, _ := grads.Of(x)
	if !g.Shape.Equal(tensor.Shape{2, 6}) {
		t.Errorf("the gradient has shape %v, want [2 6]", g.Shape)
	}
	tol.Exact(t, "gradient", floats(t, s, g), cotangent)
}
