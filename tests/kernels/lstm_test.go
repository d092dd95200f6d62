package kernels

import (
	"testing"

	"autogan/tests/ref"
	"autogan/tests/tol"
	"autogan/vk/tensor"
)

// Saturated gates stay finite: tanh built from exponentials would overflow.
func TestLSTMSaturates(t *testing.T) {
	s := poisonedStream(t)
	y := tensor.LSTMForward(s, device(s, []float32{500, 500, 500, 500, -500, -500, -500, -500}, 2, 4), device(s, []float32{1000, 3}, 2, 1))
	tol.Exact(t, "h", floats(t, s, y.Hidden), ref.From([]float32{1, 0}, 2, 1))
	tol.Exact(t, "c", floats(t, s, y.Cell), ref.From([]float32{1001, 0}, 2, 1))
}
