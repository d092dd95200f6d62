package kernels

import (
	"math"
	"slices"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/tol"
	"autogan/vk/tensor"
)

// At a kink the derivative is the one the documentation names: zero for the
// rectifier and the absolute value, that of the negative side for the leaky one.
func TestDerivativesAtKinks(t *testing.T) {
	s := poisonedStream(t)
	values := []float32{0, float32(math.Copysign(0, -1)), 2, -2, 0}
	n := len(values)
	x, g := device(s, values, n), device(s, []float32{3, 3, 3, 3, 3}, n)
	relu := tensor.ReLUBackward(s, tensor.ReLU(s, x), g)
	tol.Exact(t, "relu", floats(t, s, relu), ref.From([]float32{0, 0, 3, 0, 0}, n))
	leaky := tensor.LeakyReLUBackward(s, x, g, 0.5)
	tol.Exact(t, "leaky relu", floats(t, s, leaky), ref.From([]float32{1.5, 1.5, 3, 1.5, 1.5}, n))
	tol.Exact(t, "abs", floats(t, s, tensor.AbsBackward(s, x, g)), ref.From([]float32{0, 0, 3, -3, 0}, n))
}

// Logits so far apart that only the largest counts, wherever it stands: e^200
// would overflow.
func TestSoftmaxOfDistantLogits(t *testing.T) {
	s := poisonedStream(t)
	const rows, k = 3, 3
	logits := device(s, []float32{200, 0, -200, 0, 200, -200, -200, 0, 200}, rows, k)
	one := ref.From([]float32{1, 0, 0, 0, 1, 0, 0, 0, 1}, rows, k)
	tol.Exact(t, "softmax", floats(t, s, tensor.Softmax(s, logits)), one)
	log := ref.From([]float32{0, -200, -400, -200, 0, -400, -400, -200, 0}, rows, k)
	tol.Exact(t, "log softmax", floats(t, s, tensor.LogSoftmax(s, logits)), log)
	tokens, err := tensor.SampleCategorical(s, logits, seed, stream).Uints(s)
	if want := []uint32{0, 1, 2}; err != nil || !slices.Equal(tokens, want) {
		t.Errorf("drew the options %v (%v), want %v", tokens, err, want)
	}
}

// A weight of 1e-6 is normalised like any other: only lengths below 1e-12 are
// not divided by.
func TestSpectralNormOfATinyWeight(t *testing.T) {
	s := poisonedStream(t)
	w, u, v := normalOperand(s, t.Name(), 36, 8), normalOperand(s, "u", 8), normalOperand(s, "v", 36)
	tiny := tensor.Scale(s, w.device, 1e-6)
	e := iterate(s, tiny, u.device, v.device, 1)
	exact := ref.From(floats(t, s, tiny), 36, 8) // scaling has rounded it
	wantU, wantV, wantSigma := ref.PowerIteration(exact, u.ref, 1e-12)
	tol.Sum(t, "u", floats(t, s, e.U), wantU)
	tol.Sum(t, "v", floats(t, s, e.V), wantV)
	tol.Sum(t, "sigma", floats(t, s, e.Sigma), wantSigma)
}
