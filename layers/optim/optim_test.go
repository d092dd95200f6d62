package optim

import (
	"math"
	"slices"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// parameter makes a parameter that lives as long as the test.
func parameter(t *testing.T, s *vk.Stream, name string, values ...float32) *autograd.Param {
	t.Helper()
	value, err := tensor.FromSlice(s, values, len(values))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { value.Release(s.Device()) })
	return &autograd.Param{Name: name, Value: value}
}

// gradient returns the gradients of Σ p·g: that of p is g.
func gradient(s *vk.Stream, p *autograd.Param, g []float32) *autograd.Grads {
	tape := autograd.NewTape(s, p)
	constant := tensor.Temp(s, len(g))
	constant.Upload(s, g)
	return tape.Backward(autograd.Sum(autograd.Mul(tape.Param(p), tape.Const(constant))))
}

func floats(t *testing.T, s *vk.Stream, x tensor.Tensor) []float32 {
	t.Helper()
	values, err := x.Floats(s)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

func newAdam(t *testing.T, s *vk.Stream, config AdamConfig, params ...*autograd.Param) *Adam {
	t.Helper()
	a, err := NewAdam(s, params, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Release(s.Device()) })
	return a
}

// reference is the setting of the reference code's scripts.
var reference = AdamConfig{LR: 2e-4, Beta1: 0, Beta2: 0.9, Eps: 1e-8}

func TestAdamFollowsTheFormulaStepByStep(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, config := range []AdamConfig{reference, {LR: 0.01, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8}} {
		r := testgpu.Rand("adam")
		const n = 37
		p := parameter(t, s, "w", testgpu.Normal(r, n)...)
		a := newAdam(t, s, config, p)
		state := a.StateDict()
		for step := 1; step <= 5; step++ {
			g := testgpu.Normal(r, n)
			w, m, v := ref.From(floats(t, s, p.Value), n), ref.From(floats(t, s, state["first.w"]), n), ref.From(floats(t, s, state["second.w"]), n)
			ref.Adam{LR: config.LR, Beta1: config.Beta1, Beta2: config.Beta2, Eps: config.Eps}.Step(w, ref.From(g, n), m, v, step)
			a.Step(s, gradient(s, p, g))
			tol.Sum(t, "w", floats(t, s, p.Value), w)
			tol.Sum(t, "first moment", floats(t, s, state["first.w"]), m)
			tol.Sum(t, "second moment", floats(t, s, state["second.w"]), v)
			if err := s.EndStep(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// The bias correction makes the first step lr·sign(g), whatever the gradient.
func TestAdamFirstStepIsTheRate(t *testing.T) {
	_, s := testgpu.Stream(t)
	p := parameter(t, s, "w", 0, 0, 0)
	newAdam(t, s, AdamConfig{LR: 0.5, Beta1: 0.9, Beta2: 0.999, Eps: 1e-12}, p).Step(s, gradient(s, p, []float32{1e-3, -7, 1e4}))
	tol.Within(t, "w", floats(t, s, p.Value), ref.From([]float32{-0.5, 0.5, -0.5}, 3), 1e-5, 0) // rounding of 1-β² in float32
}

func TestAdamLeavesUnusedParametersAlone(t *testing.T) {
	_, s := testgpu.Stream(t)
	used, unused := parameter(t, s, "used", 1), parameter(t, s, "unused", 1, 2)
	a := newAdam(t, s, reference, used, unused)
	a.Step(s, gradient(s, unused, []float32{1, 1}))
	before, second := floats(t, s, unused.Value), floats(t, s, a.StateDict()["second.unused"])
	for range 3 {
		a.Step(s, gradient(s, used, []float32{1}))
	}
	if got := floats(t, s, unused.Value); !slices.Equal(got, before) {
		t.Errorf("the unused parameter moved from %v to %v", before, got)
	}
	if got := floats(t, s, a.StateDict()["second.unused"]); !slices.Equal(got, second) {
		t.Errorf("its second moment moved from %v to %v", second, got)
	}
	if got := a.Steps(); !slices.Equal(got, []int64{3, 1}) {
		t.Errorf("steps are %v, want [3 1]", got)
	}
}

// With torch 1.1's behaviour the second moment of an unused weight decays, so
// that its next step is larger: up to 1/sqrt(1-β²) = 3.16 times the rate.
func TestAdamUnusedDecaysMoments(t *testing.T) {
	_, s := testgpu.Stream(t)
	used, unused := parameter(t, s, "used", 1), parameter(t, s, "unused", 0)
	config := reference
	config.UnusedDecaysMoments = true
	a := newAdam(t, s, config, used, unused)
	a.Step(s, gradient(s, unused, []float32{1}))
	afterFirst := floats(t, s, unused.Value)
	for range 100 {
		a.Step(s, gradient(s, used, []float32{1}))
	}
	if got := floats(t, s, unused.Value); !slices.Equal(got, afterFirst) {
		t.Errorf("β₁ = 0: the unused weight moved from %v to %v", afterFirst, got)
	}
	a.Step(s, gradient(s, unused, []float32{1}))
	moved := float64(afterFirst[0]-floats(t, s, unused.Value)[0]) / config.LR
	if want := 1 / math.Sqrt(0.1); math.Abs(moved-want) > 1e-3 {
		t.Errorf("the next step is %.4f times the rate, want %.4f", moved, want)
	}
	if got := a.Steps(); !slices.Equal(got, []int64{101, 102}) {
		t.Errorf("steps are %v, want [101 102]: the one counts from its first gradient, the other from the start", got)
	}
}

// torch11 is torch 1.1's Adam for one parameter in float64. Its grad is None
// until the first gradient; zero_grad then leaves zeros.
type torch11 struct {
	ref.Adam
	w, m, v ref.Array
	steps   int
}

func (a *torch11) step(g []float32) {
	n := len(a.w.Data)
	if g == nil && a.steps == 0 {
		return
	}
	if g == nil {
		g = make([]float32, n)
	}
	a.steps++
	a.Step(a.w, ref.From(g, n), a.m, a.v, a.steps)
}

// A weight that no architecture has used yet takes its first step with the whole
// rate, however many steps came before: cells and blocks of the discriminator
// that growth brings in (AutoGAN, Algorithm 1). Afterwards unused steps count.
// Both follow torch 1.1, for which the published code was written.
func TestAdamSkipsUntilTheFirstGradient(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, config := range []AdamConfig{reference, {LR: 0.01, Beta1: 0.5, Beta2: 0.9, Eps: 1e-8}} {
		config.UnusedDecaysMoments = true
		const n, first = 5, 40 // the step of the first gradient
		early, late := parameter(t, s, "early", 1), parameter(t, s, "late", make([]float32, n)...)
		a := newAdam(t, s, config, early, late)
		want := torch11{ref.Adam{LR: config.LR, Beta1: config.Beta1, Beta2: config.Beta2, Eps: config.Eps}, ref.New(n), ref.New(n), ref.New(n), 0}
		r := testgpu.Rand("late")
		for step := range first + 12 {
			if uses := step >= first && step%3 == first%3; uses {
				g := testgpu.Normal(r, n)
				a.Step(s, gradient(s, late, g))
				want.step(g)
			} else {
				a.Step(s, gradient(s, early, []float32{1}))
				want.step(nil)
			}
			// The errors of twelve steps add up. Each is a few ULP of what the
			// step moves, 3.2 LR at most.
			tol.Within(t, "w", floats(t, s, late.Value), want.w, 1e-5, config.LR)
			if got := a.Steps()[1]; got != int64(want.steps) {
				t.Fatalf("after step %d the late parameter has taken %d steps, want %d", step, got, want.steps)
			}
			if step != first {
				continue
			}
			for i, w := range floats(t, s, late.Value) {
				if moved := math.Abs(float64(w)) / config.LR; math.Abs(moved-1) > 1e-5 { // rounding of 1-β² in float32
					t.Errorf("weight %d: the first step is %.4f times the rate, want 1", i, moved)
				}
			}
		}
		a.Reset(s)
		a.Step(s, gradient(s, early, []float32{1}))
		if got := a.Steps(); !slices.Equal(got, []int64{1, 0}) {
			t.Errorf("a step after Reset counts %v, want [1 0]: the networks are new, so no weight has a gradient", got)
		}
		if err := s.EndStep(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAdamResumesExactly(t *testing.T) {
	_, s := testgpu.Stream(t)
	config := AdamConfig{LR: 0.01, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8}
	p := parameter(t, s, "w", 1, 2, 3)
	a := newAdam(t, s, config, p)
	a.Step(s, gradient(s, p, []float32{1, -2, 3}))

	resumed := parameter(t, s, "w", floats(t, s, p.Value)...)
	b := newAdam(t, s, config, resumed)
	for name, moment := range a.StateDict() {
		b.StateDict()[name].Upload(s, floats(t, s, moment))
	}
	if err := b.SetSteps(a.Steps()); err != nil {
		t.Fatal(err)
	}
	a.Step(s, gradient(s, p, []float32{3, 2, 1}))
	b.Step(s, gradient(s, resumed, []float32{3, 2, 1}))
	if got, want := floats(t, s, resumed.Value), floats(t, s, p.Value); !slices.Equal(got, want) {
		t.Errorf("resumed training gives %v, want %v", got, want)
	}
	for _, steps := range [][]int64{{}, {1, 1}, {-1}} {
		if b.SetSteps(steps) == nil {
			t.Errorf("steps %v were taken", steps)
		}
	}
}

func TestAdamResetForgets(t *testing.T) {
	_, s := testgpu.Stream(t)
	p := parameter(t, s, "w", 0)
	a := newAdam(t, s, reference, p)
	a.Step(s, gradient(s, p, []float32{5}))
	a.Reset(s)
	if got := floats(t, s, a.StateDict()["second.w"]); got[0] != 0 || a.Steps()[0] != 0 {
		t.Errorf("after Reset: moment %v, steps %v", got, a.Steps())
	}
}

func TestAdamConfigValidate(t *testing.T) {
	if err := reference.Validate(); err != nil {
		t.Error(err)
	}
	nan := math.NaN()
	for _, c := range []AdamConfig{
		{LR: -1, Beta2: 0.9, Eps: 1e-8}, {LR: nan, Beta2: 0.9, Eps: 1e-8}, {LR: 1, Beta1: 1, Beta2: 0.9, Eps: 1e-8},
		{LR: 1, Beta1: -0.1, Beta2: 0.9, Eps: 1e-8}, {LR: 1, Beta2: 1, Eps: 1e-8}, {LR: 1, Beta2: 0.9}, {LR: 1, Beta2: nan, Eps: 1e-8},
		{LR: math.Inf(1), Beta2: 0.9, Eps: 1e-8}, {LR: 1, Beta2: 1 - 1e-12, Eps: 1e-8}, {LR: 1, Beta1: 1 - 1e-12, Eps: 1e-8},
	} {
		if c.Validate() == nil {
			t.Errorf("%+v is accepted", c)
		}
	}
}

func TestEMA(t *testing.T) {
	_, s := testgpu.Stream(t)
	p := parameter(t, s, "w", 1, 2, 3)
	e, err := NewEMA(s, []*autograd.Param{p}, 0.75)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Release(s.Device()) })
	if got := floats(t, s, e.StateDict()["w"]); !slices.Equal(got, []float32{1, 2, 3}) {
		t.Errorf("the average begins at %v", got)
	}
	p.Value.Upload(s, []float32{5, 2, -1})
	e.Update(s)
	if got := floats(t, s, e.StateDict()["w"]); !slices.Equal(got, []float32{2, 2, 2}) {
		t.Errorf("the average is %v, want 3/4 of the former and 1/4 of the parameter: [2 2 2]", got)
	}
	e.Swap()
	if got := floats(t, s, p.Value); !slices.Equal(got, []float32{2, 2, 2}) {
		t.Errorf("swapped, the parameter is %v", got)
	}
	e.Swap()
	if got := floats(t, s, p.Value); !slices.Equal(got, []float32{5, 2, -1}) {
		t.Errorf("swapped back, the parameter is %v", got)
	}
	if _, err := NewEMA(s, nil, 1.5); err == nil {
		t.Error("decay 1.5 is accepted")
	}
}

func TestLinearDecay(t *testing.T) {
	d := LinearDecay{From: 1, To: 0.5, Begin: 10, End: 20}
	for step, want := range map[int]float64{0: 1, 10: 1, 12: 0.9, 15: 0.75, 20: 0.5, 99: 0.5} {
		if got := d.At(step); math.Abs(got-want) > 1e-15 {
			t.Errorf("step %d: got %v, want %v", step, got, want)
		}
	}
	if got := (LinearDecay{From: 1, To: 0, Begin: 5, End: 5}).At(5); got != 0 {
		t.Errorf("a decay without length is %v at its end, want 0", got)
	}
}
