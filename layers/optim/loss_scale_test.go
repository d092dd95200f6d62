package optim

import (
	"math"
	"slices"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
)

// A step with a gradient that is not finite halves the loss scale and changes
// nothing else. The bias correction of later steps does not count it.
func TestOverflowLeavesTheStepOut(t *testing.T) {
	_, s := testgpu.Stream(t)
	config := AdamConfig{LR: 0.01, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, LossScaling: true}
	const n, scale = 37, float32(1 << 15) // after the overflow
	p := parameter(t, s, "w", testgpu.Normal(testgpu.Rand("scaled adam"), n)...)
	start := floats(t, s, p.Value)
	a := newAdam(t, s, config, p)
	state := a.StateDict()

	bad := testgpu.Normal(testgpu.Rand("overflow"), n)
	bad[n-1] = float32(math.Inf(-1))
	a.Step(s, gradient(s, p, bad))
	if !slices.Equal(floats(t, s, p.Value), start) || slices.Max(floats(t, s, state["second.w"])) != 0 {
		t.Error("an overflow has changed the parameter or its moments")
	}
	if got := floats(t, s, state["loss_scale"]); !slices.Equal(got, []float32{scale, 0, 0}) {
		t.Errorf("after an overflow the loss scale is %v, want %v", got, []float32{scale, 0, 0})
	}

	w, m, v := ref.From(start, n), ref.New(n), ref.New(n)
	for step := 1; step <= 3; step++ {
		g := testgpu.Normal(testgpu.Rand("good"), n)
		for i := range g {
			g[i] *= scale
		}
		ref.Adam{LR: config.LR, Beta1: config.Beta1, Beta2: config.Beta2, Eps: config.Eps}.StepScaled(w, ref.From(g, n), m, v, step+1, 1, float64(scale))
		a.Step(s, gradient(s, p, g))
		// Three steps' errors add up; each changes w by LR at most.
		tol.Within(t, "w", floats(t, s, p.Value), w, 1e-6, 1)
	}
	if got := floats(t, s, a.LossScale()); got[0] != scale {
		t.Errorf("the factor of the loss is %v, want %v", got, scale)
	}
	if got := floats(t, s, state["loss_scale"])[1]; got != 3 {
		t.Errorf("%v good steps are counted, want 3", got)
	}
	a.Reset(s)
	if got := floats(t, s, state["loss_scale"]); !slices.Equal(got, []float32{1 << 16, 0, 0}) || floats(t, s, state["skipped"])[0] != 0 {
		t.Errorf("reset, the loss scale is %v, the steps left out %v", got, floats(t, s, state["skipped"]))
	}
	if err := s.EndStep(); err != nil {
		t.Fatal(err)
	}
}
