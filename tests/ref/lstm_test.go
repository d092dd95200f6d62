package ref

import (
	"math"
	"testing"
)

// One unit, gates i, f, g, o = 0, 0, atanh(1/2), 0: the sigmoids are 1/2, so
// c' = c/2 + 1/4 and h' = tanh(c')/2.
func TestLSTMForwardByHand(t *testing.T) {
	gates, c := New(1, 4), From([]float32{3}, 1, 1)
	gates.Data[2] = math.Atanh(0.5)
	h, cNext, _ := LSTMForward(gates, c)
	if math.Abs(cNext.Data[0]-1.75) > 1e-15 || math.Abs(h.Data[0]-math.Tanh(1.75)/2) > 1e-15 {
		t.Errorf("got c' = %v and h' = %v, want 1.75 and %v", cNext.Data[0], h.Data[0], math.Tanh(1.75)/2)
	}
}

func TestLSTMBackward(t *testing.T) {
	gates, c := normalArray("gates", 2, 12), normalArray("c", 2, 3)
	_, next, activations := LSTMForward(gates, c)
	cell := func(gates, c Array) Array { _, c, _ = LSTMForward(gates, c); return c }
	cellVJP := func(dc Array) [2]Array {
		dgates, dc := LSTMBackwardCell(activations, c, dc)
		return [2]Array{dgates, dc}
	}
	checkVJP(t, "c' by gates", gates, func(x Array) Array { return cell(x, c) }, func(dy Array) Array { return cellVJP(dy)[0] })
	checkVJP(t, "c' by c", c, func(x Array) Array { return cell(gates, x) }, func(dy Array) Array { return cellVJP(dy)[1] })

	// h' depends on the gates through o and, through c', on the others and c.
	hidden := func(gates, c Array) Array { h, _, _ := LSTMForward(gates, c); return h }
	hiddenVJP := func(dh Array) [2]Array {
		dgatesO, dcNext := LSTMBackwardHidden(activations, next, dh)
		dgates, dc := LSTMBackwardCell(activations, c, dcNext)
		return [2]Array{Combine(Add, dgatesO, dgates), dc}
	}
	checkVJP(t, "h' by gates", gates, func(x Array) Array { return hidden(x, c) }, func(dy Array) Array { return hiddenVJP(dy)[0] })
	checkVJP(t, "h' by c", c, func(x Array) Array { return hidden(gates, x) }, func(dy Array) Array { return hiddenVJP(dy)[1] })
}
