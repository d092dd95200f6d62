package kernels

import (
	"testing"

	"autogan/tests/ref"
	"autogan/tests/tol"
	"autogan/vk"
	"autogan/vk/tensor"
)

// iterate estimates the largest singular value of one weight.
func iterate(s *vk.Stream, weight, u, v tensor.Tensor, iterations int) tensor.Spectral {
	_, estimates := tensor.SpectralNorm(s, []tensor.SpectralWeight{{W: weight, U: u, V: v}}, iterations)
	return estimates[0]
}

// Three iterations at once equal three calls with one.
func TestSpectralNormIterations(t *testing.T) {
	s := poisonedStream(t)
	w := normalOperand(s, t.Name(), 36, 8)
	u1, v1 := normalOperand(s, "u", 8), normalOperand(s, "v", 36)
	u2, v2 := normalOperand(s, "u", 8), normalOperand(s, "v", 36)
	at3 := iterate(s, w.device, u1.device, v1.device, 3)
	var at1 tensor.Spectral
	for range 3 {
		at1 = iterate(s, w.device, u2.device, v2.device, 1)
	}
	tol.Exact(t, "u", floats(t, s, u1.device), ref.From(floats(t, s, u2.device), 8))
	tol.Exact(t, "sigma", floats(t, s, at3.Sigma), ref.From(floats(t, s, at1.Sigma), 1))
}

// Without iterations u and v are used as they are and stay.
func TestSpectralNormWithoutIteration(t *testing.T) {
	s := poisonedStream(t)
	w, u, v := normalOperand(s, t.Name(), 27, 5), normalOperand(s, "u", 5), normalOperand(s, "v", 27)
	e := iterate(s, w.device, u.device, v.device, 0)
	u.wantUnchanged(t, s, "u")
	v.wantUnchanged(t, s, "v")
	tol.Exact(t, "u", floats(t, s, e.U), u.ref)
	tol.Exact(t, "v", floats(t, s, e.V), v.ref)
	tol.Sum(t, "sigma", floats(t, s, e.Sigma), ref.SpectralSigma(w.ref, u.ref, v.ref))
}

// The power method converges: for a diagonal weight to its largest entry.
func TestSpectralNormConverges(t *testing.T) {
	s := poisonedStream(t)
	w := make([]float32, 16)
	for i, v := range []float32{0.5, -3, 1, 2} {
		w[5*i] = v
	}
	weight, u, v := newOperand(s, w, 4, 4), normalOperand(s, "u", 4), normalOperand(s, "v", 4)
	e := iterate(s, weight.device, u.device, v.device, 30)
	// (2/3)^(2·30) is 3e-11, which is negligible; sigma is a product of u and
	// v, unit vectors that a root (4.5) and a quotient (2.5) have rounded.
	tol.ULP(t, "sigma", floats(t, s, e.Sigma), scalar(3), 14)
}

// A weight of zeros divides by eps, not by zero: u and v become zero.
func TestSpectralNormOfZero(t *testing.T) {
	s := poisonedStream(t)
	u, v := normalOperand(s, "u", 4), normalOperand(s, "v", 6)
	e := iterate(s, tensor.Zeros(s, 6, 4), u.device, v.device, 1)
	tol.Exact(t, "u", floats(t, s, e.U), ref.New(4))
	tol.Exact(t, "v", floats(t, s, e.V), ref.New(6))
	tol.Exact(t, "sigma", floats(t, s, e.Sigma), ref.New(1))
}

func scalar(v float32) ref.Array { return ref.From([]float32{v}, 1) }

// The normalised weight has a largest singular value of one.
func TestSpectralNormOfNormalisedIsOne(t *testing.T) {
	s := poisonedStream(t)
	w, u, v := normalOperand(s, t.Name(), 36, 8), normalOperand(s, "u", 8), normalOperand(s, "v", 36)
	normalised, _ := tensor.SpectralNorm(s, []tensor.SpectralWeight{{W: w.device, U: u.device, V: v.device}}, 60)
	again := iterate(s, normalised[0], u.device, v.device, 1)
	// Both estimates are as exact as above, and the weight is divided by the first.
	tol.ULP(t, "sigma", floats(t, s, again.Sigma), scalar(1), 14+14+2.5)
}
