package nas

import (
	"math"
	"slices"
	"testing"

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
	got, _ := logProbs(t, c, points, slices.Repeat([][]float32{state}, len(points)))

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
	states, err := c.States(points[:1], [][]float32{state})
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
