package nas

import (
	"math"
	"slices"
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// A starting state is h, then the cell state, as States returns it. The first
// decision follows from one step of the LSTM from there.
func TestControllerStartsFromTheState(t *testing.T) {
	c := newTestController(t, spaceOf(3), 1)
	state := make([]float32, c.StateSize())
	for i := range state {
		state[i] = float32(math.Sin(float64(i)))
	}
	points := []Tokens{{0}, {1}, {2}}
	got, _ := logProbs(t, c, points, slices.Repeat([]Start{{State: state}}, len(points)))

	tape := autograd.NewTape(c.stream)
	put := func(data []float32) *autograd.Var {
		x := tensor.Temp(c.stream, 1, c.hidden)
		x.Upload(c.stream, data)
		return tape.Const(x)
	}
	h, cell := c.cell.Forward(put(make([]float32, c.hidden)), put(state[:c.hidden]), put(state[c.hidden:]))
	want, err := autograd.LogSoftmax(c.heads[0].Forward(h)).Value.Floats(c.stream)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range want {
		if math.Abs(got[i]-float64(w)) > 1e-6 { // another batch size may sum in another order
			t.Errorf("option %d has log p = %g, want %g", i, got[i], w)
		}
	}
	states, err := c.States(points[:1], []Start{{State: state}})
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range append(floatsOf(t, h.Value, c), floatsOf(t, cell.Value, c)...) {
		if math.Abs(float64(states[0][i]-v)) > 1e-6 {
			t.Errorf("state %d is %g, want %g: h, then the cell state", i, states[0][i], v)
		}
	}
}

func floatsOf(t *testing.T, x tensor.Tensor, c *Controller) []float32 {
	t.Helper()
	values, err := x.Floats(c.stream)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

// With a decision before the first (AutoGAN, Figure 1), the first input is the
// embedding of the option that the parent took for it, and learns.
func TestControllerReadsTheParentsLastOption(t *testing.T) {
	_, s := testgpu.Stream(t)
	level := Level{Space: spaceOf(3, 2), Before: Decision{Name: "shortcut", Options: 4}}
	c, err := NewController(s, level, 16, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Release)
	points := []Tokens{{0, 1}, {1, 1}, {2, 1}}
	for last := range level.Before.Options {
		tape := autograd.NewTape(s)
		zeros := tape.Const(tensor.Zeros(s, 1, c.hidden))
		h, _ := c.cell.Forward(tape.Const(c.table.Value.Rows(5+last, 1)), zeros, zeros) // after the five options of the space
		want := floatsOf(t, autograd.LogSoftmax(c.heads[0].Forward(h)).Value, c)
		h2, _ := c.cell.Forward(zeros, zeros, zeros)
		blind := floatsOf(t, autograd.LogSoftmax(c.heads[0].Forward(h2)).Value, c)

		starts := slices.Repeat([]Start{{Last: last}}, len(points))
		whole, _ := logProbs(t, c, points, starts)
		other, _ := logProbs(t, c, []Tokens{{0, 0}, {1, 0}, {2, 0}}, starts)
		for i, w := range want {
			got := math.Log(math.Exp(whole[i]) + math.Exp(other[i])) // the second decision summed out
			if math.Abs(got-float64(w)) > 1e-5 {
				t.Errorf("after option %d of the parent, option %d has log p = %g, want %g", last, i, got, w)
			}
			if math.Abs(float64(blind[i]-w)) < 1e-4 {
				t.Errorf("option %d of the parent makes no difference to option %d", last, i)
			}
		}
	}
	tape := autograd.NewTape(s, c.Params()...)
	logP, _ := c.LogProb(tape, points[:1], []Start{{Last: 2}})
	gradient, _ := tape.Backward(autograd.Sum(logP)).Of(c.table)
	values := floatsOf(t, gradient, c)
	for row := 5; row < 9; row++ {
		moved := slices.ContainsFunc(values[row*c.hidden:(row+1)*c.hidden], func(g float32) bool { return g != 0 })
		if moved != (row == 7) {
			t.Errorf("the embedding of the parent's option %d has a gradient: %v", row-5, moved)
		}
	}
}
