package gradcheck

import (
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk/autograd"
)

const batch, input, hidden = 3, 5, 6

// newLSTMProblem is steps of an LSTM cell with shared weights, summed over both
// results; its inputs are x, h, c and the weights and biases.
func newLSTMProblem(name string, steps int) problem {
	op := func(in ...*autograd.Var) *autograd.Var {
		h, c := in[1], in[2]
		for range steps {
			h, c = autograd.LSTMCell(in[0], h, c, in[3], in[4], in[5], in[6])
		}
		return autograd.Add(h, c)
	}
	return newProblem(name, op, []int{batch, hidden}, []int{batch, input}, []int{batch, hidden}, []int{batch, hidden},
		[]int{input, 4 * hidden}, []int{hidden, 4 * hidden}, []int{4 * hidden}, []int{4 * hidden})
}

func TestLSTMCell(t *testing.T) {
	_, s := testgpu.Stream(t)
	p := newLSTMProblem(t.Name(), 1)
	x, h, c := p.inputs[0], p.inputs[1], p.inputs[2]
	loss, grads := p.run(t, s)

	gates := ref.LSTMGates(x, h, p.inputs[3], p.inputs[4], p.inputs[5], p.inputs[6])
	wantH, wantC := ref.LSTMForward(gates, c)
	want := ref.New(1)
	for i, g := range p.cotangent.Data {
		want.AddTerm(0, g*(wantH.Data[i]+wantC.Data[i]))
	}
	dgates, dc := ref.LSTMBackward(gates, c, p.cotangent, p.cotangent)
	dbias := ref.New(4 * hidden)
	for i, g := range dgates.Data {
		dbias.AddTerm(i%(4*hidden), g)
	}
	// Sums of up to 24 products of numbers below 5 after exp and tanh, whose
	// error is some units: 1e-5 of the unit scale is ten times what that gives.
	check := func(name string, got []float32, want ref.Array) {
		t.Helper()
		tol.Within(t, name, got, want, 1e-5, 1)
	}
	check("loss", []float32{float32(loss)}, want)
	check("x", grads[0], ref.MatMul(dgates, p.inputs[3], false, true))
	check("h", grads[1], ref.MatMul(dgates, p.inputs[4], false, true))
	check("c", grads[2], dc)
	check("input weight", grads[3], ref.MatMul(x, dgates, true, false))
	check("hidden weight", grads[4], ref.MatMul(h, dgates, true, false))
	check("input bias", grads[5], dbias)
	check("hidden bias", grads[6], dbias)
}

// Three steps: states flow on, weights gather gradients from each use.
func TestLSTMCellUnrolled(t *testing.T) {
	_, s := testgpu.Stream(t)
	p := newLSTMProblem(t.Name(), 3)
	p.checkDirection(t, s, t.Name(), 0.1, 1e-3)
}
