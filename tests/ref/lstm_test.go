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
	h, cNext := LSTMForward(gates, c)
	if math.Abs(cNext.Data[0]-1.75) > 1e-15 || math.Abs(h.Data[0]-math.Tanh(1.75)/2) > 1e-15 {
		t.Errorf("got c' = %v and h' = %v, want 1.75 and %v", cNext.Data[0], h.Data[0], math.Tanh(1.75)/2)
	}
}

func TestLSTMBackward(t *testing.T) {
	gates, c, zero := normalArray("gates", 2, 12), normalArray("c", 2, 3), New(2, 3)
	hidden := func(gates, c Array) Array { h, _ := LSTMForward(gates, c); return h }
	cell := func(gates, c Array) Array { _, c = LSTMForward(gates, c); return c }
	backward := func(dh, dc Array) [2]Array { dgates, dc := LSTMBackward(gates, c, dh, dc); return [2]Array{dgates, dc} }

	checkVJP(t, "h' by gates", gates, func(x Array) Array { return hidden(x, c) }, func(dy Array) Array { return backward(dy, zero)[0] })
	checkVJP(t, "h' by c", c, func(x Array) Array { return hidden(gates, x) }, func(dy Array) Array { return backward(dy, zero)[1] })
	checkVJP(t, "c' by gates", gates, func(x Array) Array { return cell(x, c) }, func(dy Array) Array { return backward(zero, dy)[0] })
	checkVJP(t, "c' by c", c, func(x Array) Array { return cell(gates, x) }, func(dy Array) Array { return backward(zero, dy)[1] })
}
