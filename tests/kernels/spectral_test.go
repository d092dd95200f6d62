package kernels

import (
	"fmt"
	"math"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/tol"
	"autogan/vk/tensor"
)

// spectralShapes are weights [in, out] of the discriminator and odd ones.
var spectralShapes = [][2]int{{1, 1}, {3, 64}, {27, 64}, {128, 1}, {1152, 128}, {576, 64}, {65, 3}, {257, 5}}

// spectralRelative bounds the error of unit vectors and of sigma: two products
// of up to 1,152 rounded terms and two lengths.
const spectralRelative = 2e-6

func TestSpectralNorm(t *testing.T) {
	s := poisonedStream(t)
	for _, shape := range spectralShapes {
		t.Run(fmt.Sprint(shape), func(t *testing.T) {
			in, out := shape[0], shape[1]
			w, u, v := normalOperand(s, t.Name(), in, out), normalOperand(s, t.Name()+"u", out), normalOperand(s, t.Name()+"v", in)
			g := normalOperand(s, t.Name()+"g", in, out)
			e := tensor.SpectralNormPowerIteration(s, w.device, u.device, v.device, 1)
			wantU, wantV, wantSigma := ref.PowerIteration(w.ref, u.ref, 1e-12)
			for name, got := range map[string]tensor.Tensor{"u": e.U, "updated u": u.device} {
				tol.Terms(t, name, floats(t, s, got), wantU, spectralRelative)
			}
			for name, got := range map[string]tensor.Tensor{"v": e.V, "updated v": v.device} {
				tol.Terms(t, name, floats(t, s, got), wantV, spectralRelative)
			}
			tol.Within(t, "sigma", floats(t, s, e.Sigma), scalar(wantSigma), spectralRelative, 0)

			dw := tensor.SpectralNormBackward(s, w.device, g.device, e)
			want := ref.SpectralVJP(w.ref, wantU, wantV, g.ref)
			tol.Terms(t, "backward", floats(t, s, dw), want, spectralRelative)
			w.wantUnchanged(t, s, "weight")
		})
	}
}

// Iterating is repeating: three iterations at once equal three calls.
func TestSpectralNormIterations(t *testing.T) {
	s := poisonedStream(t)
	w := normalOperand(s, t.Name(), 36, 8)
	u1, v1 := normalOperand(s, "u", 8), normalOperand(s, "v", 36)
	u2, v2 := normalOperand(s, "u", 8), normalOperand(s, "v", 36)
	at3 := tensor.SpectralNormPowerIteration(s, w.device, u1.device, v1.device, 3)
	var at1 tensor.Spectral
	for range 3 {
		at1 = tensor.SpectralNormPowerIteration(s, w.device, u2.device, v2.device, 1)
	}
	tol.Exact(t, "u", floats(t, s, u1.device), ref.From(floats(t, s, u2.device), 8))
	tol.Exact(t, "sigma", floats(t, s, at3.Sigma), ref.From(floats(t, s, at1.Sigma), 1))
}

// Without iterations u and v are used as they are and stay.
func TestSpectralNormWithoutIteration(t *testing.T) {
	s := poisonedStream(t)
	w, u, v := normalOperand(s, t.Name(), 27, 5), normalOperand(s, "u", 5), normalOperand(s, "v", 27)
	e := tensor.SpectralNormPowerIteration(s, w.device, u.device, v.device, 0)
	u.wantUnchanged(t, s, "u")
	v.wantUnchanged(t, s, "v")
	tol.Exact(t, "u", floats(t, s, e.U), u.ref)
	tol.Exact(t, "v", floats(t, s, e.V), v.ref)
	tol.Within(t, "sigma", floats(t, s, e.Sigma), scalar(ref.SpectralSigma(w.ref, u.ref, v.ref)), 1e-5, 1)
}

// The power method converges: for a diagonal weight to its largest entry.
func TestSpectralNormConverges(t *testing.T) {
	s := poisonedStream(t)
	w := make([]float32, 16)
	for i, v := range []float32{0.5, -3, 1, 2} {
		w[5*i] = v
	}
	weight, u, v := newOperand(s, w, 4, 4), normalOperand(s, "u", 4), normalOperand(s, "v", 4)
	e := tensor.SpectralNormPowerIteration(s, weight.device, u.device, v.device, 30)
	// (2/3)^(2·30) is 3e-11.
	tol.Within(t, "sigma", floats(t, s, e.Sigma), scalar(3), 1e-6, 0)
}

// A weight of zeros divides by eps, not by zero: u and v become zero.
func TestSpectralNormOfZero(t *testing.T) {
	s := poisonedStream(t)
	u, v := normalOperand(s, "u", 4), normalOperand(s, "v", 6)
	e := tensor.SpectralNormPowerIteration(s, tensor.Zeros(s, 6, 4), u.device, v.device, 1)
	tol.Exact(t, "u", floats(t, s, e.U), ref.New(4))
	tol.Exact(t, "v", floats(t, s, e.V), ref.New(6))
	tol.Exact(t, "sigma", floats(t, s, e.Sigma), ref.New(1))
}

func scalar(v float64) ref.Array {
	return ref.Array{Shape: []int{1}, Data: []float64{v}, Mag: []float64{math.Abs(v)}}
}

// The normalised weight has a largest singular value of one.
func TestSpectralNormOfNormalisedIsOne(t *testing.T) {
	s := poisonedStream(t)
	w, u, v := normalOperand(s, t.Name(), 36, 8), normalOperand(s, "u", 8), normalOperand(s, "v", 36)
	e := tensor.SpectralNormPowerIteration(s, w.device, u.device, v.device, 60)
	normalised := tensor.Div(s, w.device, e.Sigma)
	again := tensor.SpectralNormPowerIteration(s, normalised, u.device, v.device, 1)
	tol.Within(t, "sigma", floats(t, s, again.Sigma), scalar(1), 1e-6, 0)
}
