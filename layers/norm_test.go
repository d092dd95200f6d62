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

// TestBatchNormByMode checks which statistics each mode uses, and that only
// training moves the running ones, by a tenth of the difference.
func TestBatchNormByMode(t *testing.T) {
	_, s := testgpu.Stream(t)
	const n, side, channels, rows = 3, 4, 5, 3 * 4 * 4
	// Variances of a thousandth: an epsilon of 1e-5 changes the result visibly.
	x, oracle := input(s, t.Name(), 0.03, n, side, side, channels)
	batch := ref.NormStats(oracle, 1, rows, channels)
	initial := ref.Stats{Mean: ref.New(channels), Variance: ref.From(slices.Repeat([]float32{1}, channels), channels)}
	moved := ref.NormUpdateRunning(initial, ref.Stats{Mean: perChannel(batch.Mean), Variance: perChannel(batch.Variance)}, rows, 0.1)
	for _, c := range []struct {
		name     string
		mode     Mode
		given    *ref.Stats
		afterall ref.Stats
	}{{"train", Train, nil, moved}, {"eval", Eval, &initial, initial}, {"eval batch", EvalBatch, nil, initial}} {
		t.Run(c.name, func(t *testing.T) {
			r := registry(t, s, 1)
			l := NewBatchNorm2D(r, "norm", channels)
			y := l.Forward(autograd.NewTape(s).Const(x), c.mode)
			gamma, beta := ref.From(floats(t, s, l.weight.Value), channels), ref.From(floats(t, s, l.bias.Value), channels)
			want := ref.Bound(func(tape *ref.Tape) []ref.Array {
				return []ref.Array{tape.BatchNorm2D(tape.Input(oracle), tape.Input(gamma), tape.Input(beta), c.given, 1e-5).Array}
			})
			tol.Sum(t, "y", floats(t, s, y.Value), want[0])
			tol.Sum(t, "running mean", floats(t, s, l.mean.Value), c.afterall.Mean)
			tol.Sum(t, "running variance", floats(t, s, l.variance.Value), c.afterall.Variance)
		})
	}
}

// perChannel is [1, C] as [C].
func perChannel(x ref.Array) ref.Array { return x.Reshape(len(x.Data)) }

func TestInstanceNormOfEachImage(t *testing.T) {
	_, s := testgpu.Stream(t)
	const n, side, channels = 3, 4, 5
	x, oracle := input(s, t.Name(), 0.03, n, side, side, channels)
	y := InstanceNorm2D(autograd.NewTape(s).Const(x))
	want := ref.Bound(func(tape *ref.Tape) []ref.Array {
		return []ref.Array{tape.InstanceNorm2D(tape.Input(oracle), 1e-5).Array}
	})
	tol.Sum(t, "y", floats(t, s, y.Value), want[0])
}

// TestSpectralNormByMode checks that a training forward does one power
// iteration on the weights it names, others none, and that all divide by the
// singular value of u and v.
func TestSpectralNormByMode(t *testing.T) {
	_, s := testgpu.Stream(t)
	const n, in, out = 3, 7, 5
	x, oracle := input(s, t.Name(), 1, n, in)
	for _, mode := range []Mode{Train, Eval, EvalBatch} {
		r := registry(t, s, 1)
		norm := NewSpectralNorm(r)
		l := NewLinear(r, "linear", LinearConfig{In: in, Out: out, NoBias: true})
		norm.Add("linear", l.Weight(), in, out)
		norm.Add("other", NewLinear(r, "other", LinearConfig{In: in, Out: out}).Weight(), in, out)
		state := r.StateDict()
		w := ref.From(floats(t, s, l.weight.Value), in, out)
		u, v := ref.From(floats(t, s, state["linear.u"]), out), ref.From(floats(t, s, state["linear.v"]), in)
		idle := floats(t, s, state["other.u"])
		iterations := 0
		if mode == Train {
			iterations = 1
		}
		want := ref.Bound(func(tape *ref.Tape) []ref.Array {
			normalised, u, v := tape.SpectralNorm(tape.Input(w), u, v, iterations)
			return []ref.Array{tape.Linear(tape.Input(oracle), normalised, nil).Array, u, v}
		})
		tape := autograd.NewTape(s)
		y := l.ForwardWith(norm.Apply(tape, mode, "linear")["linear"], tape.Const(x))
		tol.Sum(t, "y", floats(t, s, y.Value), want[0])
		tol.Sum(t, "u", floats(t, s, state["linear.u"]), want[1])
		tol.Sum(t, "v", floats(t, s, state["linear.v"]), want[2])
		if got := floats(t, s, state["other.u"]); !slices.Equal(got, idle) {
			t.Error("a weight that was not named has been iterated on")
		}
	}
}
