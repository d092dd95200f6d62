package kernels

import (
	"fmt"
	"math"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/tol"
	"autogan/vk/tensor"
)

var softmaxShapes = [][]int{{1, 1}, {1, 2}, {3, 5}, {64, 3}, {65, 4}, {2, 257}, {3, 1008}, {2, 3, 7}, {5}}

func TestSoftmax(t *testing.T) {
	s := poisonedStream(t)
	for _, shape := range softmaxShapes {
		n := tensor.Shape(shape).NumElements()
		data := normal(fmt.Sprint("softmax", shape), n)
		x, oracle := device(s, data, shape...), ref.From(data, shape...)
		y, logy := tensor.Softmax(s, x), tensor.LogSoftmax(s, x)
		tol.Sum(t, "softmax", floats(t, s, y), ref.Softmax(oracle))
		tol.Sum(t, "log softmax", floats(t, s, logy), ref.LogSoftmax(oracle))

		gradient := normal(fmt.Sprint("softmax gradient", shape), n)
		dy, oracleDy := device(s, gradient, shape...), ref.From(gradient, shape...)
		oracleY, oracleLogY := ref.From(floats(t, s, y), shape...), ref.From(floats(t, s, logy), shape...)
		tol.Sum(t, "softmax backward", floats(t, s, tensor.SoftmaxBackward(s, y, dy)), ref.SoftmaxVJP(oracleY, oracleDy))
		tol.Sum(t, "log softmax backward", floats(t, s, tensor.LogSoftmaxBackward(s, logy, dy)), ref.LogSoftmaxVJP(oracleLogY, oracleDy))
	}
}

// Large logits neither overflow nor lose the distribution, and a common shift
// changes nothing.
func TestSoftmaxIgnoresAShift(t *testing.T) {
	s := poisonedStream(t)
	shift := []float32{0, 64, -4096, 1 << 20}
	data := make([]float32, 0, 12)
	for _, v := range shift {
		data = append(data, v, v+1, v+2)
	}
	got := floats(t, s, tensor.Softmax(s, device(s, data, len(shift), 3)))
	for r := range shift {
		sum := float64(got[3*r] + got[3*r+1] + got[3*r+2])
		if math.Abs(sum-1) > 1e-6 || got[3*r] != got[0] || got[3*r+1] != got[1] {
			t.Errorf("logits shifted by %v: got %v, want %v", shift[r], got[3*r:3*r+3], got[:3])
		}
	}
}
