package ref

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// A composition of most operations: its gradient is that of differences.
func TestTapeGradients(t *testing.T) {
	shapes := [][]int{{2, 2, 3, 2}, {3, 3, 2, 4}, {4}, {4}, {4}, {2, 2, 3, 4}, {4, 3}}
	var inputs []Array
	for i, shape := range shapes {
		inputs = append(inputs, normalArray(fmt.Sprint("tape", i), shape...))
	}
	forward := func(t *Tape, x []*Var) *Var {
		y := t.BatchNorm2D(t.Conv2D(x[0], x[1], x[2], 1, 1), x[3], x[4], nil, 1e-5)
		y = t.ConvTranspose2D(t.Apply(Tanh, y), x[5], nil)
		y = t.AvgPool2D(t.InstanceNorm2D(y, 1e-5), 2)
		w, _, _ := t.SpectralNorm(x[6], From([]float32{1, 0, 0}, 3), From([]float32{0, 1, 0, 0}, 4), 0)
		logits := t.Linear(t.SumHW(y), w, nil)
		return t.Combine(Mul, t.Softmax(logits), t.LogSoftmax(logits))
	}
	run := func(at []Array) (*Tape, []*Var, *Var) {
		tape := NewTape()
		x := make([]*Var, len(at))
		for i := range at {
			x[i] = tape.Input(at[i])
		}
		return tape, x, forward(tape, x)
	}
	inputs[5] = normalArray("tape5", 2, 2, 3, 4) // [S S O C] of the transposed convolution
	for k := range inputs {
		value := func(x Array) Array {
			at := append([]Array(nil), inputs...)
			at[k] = x
			_, _, y := run(at)
			return y.Array
		}
		checkVJP(t, fmt.Sprint("input ", k), inputs[k], value, func(g Array) Array {
			tape, x, y := run(inputs)
			tape.Backward(y, g)
			return x[k].Grad()
		})
	}
}

// Two float32 sums in different orders stay within the bound that trials give,
// and the bound is not far above what they do.
func TestBoundCoversFloat32(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const n = 200
	a, b := make([]float32, n), make([]float32, n)
	for i := range n {
		a[i], b[i] = float32(r.NormFloat64()), float32(r.NormFloat64())
	}
	var sum float32
	for i := range n {
		sum += a[i] * b[i]
	}
	got := float64(sum*sum - sum)
	want := Bound(func(t *Tape) []Array {
		y := t.MatMul(t.Input(From(a, 1, n)), t.Input(From(b, n, 1)), false, false)
		return []Array{t.Combine(Sub, t.Combine(Mul, y, y), y).Array}
	})[0]
	if off, allowed := math.Abs(got-want.Data[0]), Unit*want.Mag[0]; off > allowed || allowed > 1e-3*math.Abs(want.Data[0]) {
		t.Errorf("got %g, want %g: off by %g, bound %g", got, want.Data[0], off, allowed)
	}
}
