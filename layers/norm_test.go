package layers

import (
	"slices"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// relative bounds normalised values of normal deviates: some units in the last
// place of each of the sums they are made of.
const relative = 5e-6

// registry is a registry that lives as long as the test.
func registry(t *testing.T, s *vk.Stream, seed uint64) *Registry {
	t.Helper()
	r := NewRegistry(s, seed)
	t.Cleanup(r.Release)
	return r
}

func floats(t *testing.T, s *vk.Stream, x tensor.Tensor) []float32 {
	t.Helper()
	values, err := x.Floats(s)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

// input is a tensor of normal deviates, on the device and for the oracle.
func input(s *vk.Stream, name string, scale float32, dims ...int) (tensor.Tensor, ref.Array) {
	data := testgpu.Normal(testgpu.Rand(name), tensor.Shape(dims).NumElements())
	for i := range data {
		data[i] *= scale
	}
	x := tensor.Temp(s, dims...)
	x.Upload(s, data)
	return x, ref.From(data, dims...)
}

// TestBatchNormByMode checks what each mode normalises by, and that only
// training moves the running statistics, a tenth of the way.
func TestBatchNormByMode(t *testing.T) {
	_, s := testgpu.Stream(t)
	const n, side, channels, rows = 3, 4, 5, 3 * 4 * 4
	// Variances of a thousandth, beside which an epsilon of 1e-5 shows.
	x, oracle := input(s, t.Name(), 0.03, n, side, side, channels)
	batch := ref.NormStats(oracle, 1, rows, channels)
	initial := ref.Stats{Mean: ref.New(channels), Variance: ref.From(slices.Repeat([]float32{1}, channels), channels)}
	moved := ref.Stats{Mean: ref.New(channels), Variance: ref.New(channels)}
	for c := range channels {
		moved.Mean.AddTerm(c, 0.1*batch.Mean.Data[c])
		moved.Variance.AddTerm(c, 0.9)
		moved.Variance.AddTerm(c, 0.1*batch.Variance.Data[c]*rows/(rows-1))
	}
	for _, c := range []struct {
		name         string
		mode         Mode
		by, afterall ref.Stats
	}{{"train", Train, batch, moved}, {"eval", Eval, initial, initial}, {"eval batch", EvalBatch, batch, initial}} {
		t.Run(c.name, func(t *testing.T) {
			r := registry(t, s, 1)
			l := NewBatchNorm2D(r, "norm", channels)
			y := l.Forward(autograd.NewTape(s).Const(x), c.mode)
			gamma, beta := ref.From(floats(t, s, l.weight.Value), channels), ref.From(floats(t, s, l.bias.Value), channels)
			tol.Terms(t, "y", floats(t, s, y.Value), ref.NormForward(oracle, c.by, gamma, beta, 1e-5, 1, rows, channels), relative)
			tol.Within(t, "running mean", floats(t, s, l.mean.Value), c.afterall.Mean, relative, 1)
			tol.Within(t, "running variance", floats(t, s, l.variance.Value), c.afterall.Variance, relative, 0)
		})
	}
}

func TestInstanceNormOfEachPicture(t *testing.T) {
	_, s := testgpu.Stream(t)
	const n, side, channels = 3, 4, 5
	x, oracle := input(s, t.Name(), 0.03, n, side, side, channels)
	y := InstanceNorm2D(autograd.NewTape(s).Const(x))
	one, zero := ref.From(slices.Repeat([]float32{1}, channels), channels), ref.New(channels)
	want := ref.NormForward(oracle, ref.NormStats(oracle, n, side*side, channels), one, zero, 1e-5, n, side*side, channels)
	tol.Terms(t, "y", floats(t, s, y.Value), want, relative)
}

// TestSpectralNormByMode checks that a training forward does one power
// iteration, others none, and that all divide by the singular value of u and v.
func TestSpectralNormByMode(t *testing.T) {
	_, s := testgpu.Stream(t)
	const n, in, out = 3, 7, 5
	x, oracle := input(s, t.Name(), 1, n, in)
	for _, mode := range []Mode{Train, Eval, EvalBatch} {
		l := NewLinear(registry(t, s, 1), "linear", LinearConfig{In: in, Out: out, NoBias: true, Spectral: true})
		w := ref.From(floats(t, s, l.weight.Value), in, out)
		u, v := ref.From(floats(t, s, l.spectral.u.Value), out), ref.From(floats(t, s, l.spectral.v.Value), in)
		if mode == Train {
			u, v, _ = ref.PowerIteration(w, u, 1e-12)
		}
		y := l.Forward(autograd.NewTape(s).Const(x), mode)
		tol.Terms(t, "u", floats(t, s, l.spectral.u.Value), u, relative)
		tol.Terms(t, "v", floats(t, s, l.spectral.v.Value), v, relative)
		normalised := ref.Apply(ref.Affine(1/ref.SpectralSigma(w, u, v), 0), w)
		tol.Terms(t, "y", floats(t, s, y.Value), ref.MatMul(oracle, normalised, false, false), relative)
	}
}
