package ref

import (
	"math"
	"testing"
)

// softmax(0, ln 3) = (1, 3) / 4.
func TestSoftmaxByHand(t *testing.T) {
	x := New(1, 2)
	x.Data[1] = math.Log(3)
	for i, want := range []float64{0.25, 0.75} {
		if got := Softmax(x).Data[i]; math.Abs(got-want) > 1e-15 {
			t.Errorf("softmax %d: got %v, want %v", i, got, want)
		}
		if got := LogSoftmax(x).Data[i]; math.Abs(got-math.Log(want)) > 1e-15 {
			t.Errorf("log softmax %d: got %v, want %v", i, got, math.Log(want))
		}
	}
}

func TestSoftmaxVJP(t *testing.T) {
	x := normalArray("softmax", 3, 5)
	checkVJP(t, "softmax", x, Softmax, func(dy Array) Array { return SoftmaxVJP(Softmax(x), dy) })
	checkVJP(t, "log softmax", x, LogSoftmax, func(dy Array) Array { return LogSoftmaxVJP(LogSoftmax(x), dy) })
}
