package kernels

import (
	"fmt"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/tol"
	"autogan/vk/tensor"
)

func TestLSTM(t *testing.T) {
	s := poisonedStream(t)
	for _, shape := range [][2]int{{1, 1}, {1, 100}, {3, 7}, {2, 64}, {65, 5}} {
		batch, hidden := shape[0], shape[1]
		name := fmt.Sprint("lstm", shape)
		gates, c := normal(name, batch*4*hidden), normal(name+" c", batch*hidden)
		dh, dc := normal(name+" dh", batch*hidden), normal(name+" dc", batch*hidden)
		oracleGates, oracleC := ref.From(gates, batch, 4*hidden), ref.From(c, batch, hidden)

		cell := device(s, c, batch, hidden)
		y := tensor.LSTMForward(s, device(s, gates, batch, 4*hidden), cell)
		wantH, wantC := ref.LSTMForward(oracleGates, oracleC)
		tol.Sum(t, "h", floats(t, s, y.Hidden), wantH)
		tol.Sum(t, "c", floats(t, s, y.Cell), wantC)

		zero := ref.New(batch, hidden)
		dgates, dcPrevious := tensor.LSTMBackwardCell(s, y.Activations, cell, device(s, dc, batch, hidden))
		wantGates, wantDc := ref.LSTMBackward(oracleGates, oracleC, zero, ref.From(dc, batch, hidden))
		tol.Sum(t, "cell: dgates", floats(t, s, dgates), wantGates)
		tol.Sum(t, "cell: dc", floats(t, s, dcPrevious), wantDc)

		// Through h' alone: the cotangent of c' goes on through the cell.
		dgatesO, dcNext := tensor.LSTMBackwardHidden(s, y.Activations, y.Cell, device(s, dh, batch, hidden))
		dgatesIFG, dcPrevious := tensor.LSTMBackwardCell(s, y.Activations, cell, dcNext)
		wantGates, wantDc = ref.LSTMBackward(oracleGates, oracleC, ref.From(dh, batch, hidden), zero)
		sum := floats(t, s, dgatesO)
		for i, v := range floats(t, s, dgatesIFG) {
			sum[i] += v
		}
		tol.Sum(t, "hidden: dgates", sum, wantGates)
		tol.Sum(t, "hidden: dc", floats(t, s, dcPrevious), wantDc)
	}
}

// Saturated gates stay finite: tanh built from exponentials would overflow.
func TestLSTMSaturates(t *testing.T) {
	s := poisonedStream(t)
	y := tensor.LSTMForward(s, device(s, []float32{500, 500, 500, 500, -500, -500, -500, -500}, 2, 4), device(s, []float32{1000, 3}, 2, 1))
	tol.Exact(t, "h", floats(t, s, y.Hidden), ref.From([]float32{1, 0}, 2, 1))
	tol.Exact(t, "c", floats(t, s, y.Cell), ref.From([]float32{1001, 0}, 2, 1))
}
