package nas

import (
	"math"
	"slices"
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk/autograd"

	"github.com/google/go-cmp/cmp"
)

// autoGANStages are the options of the paper's three stages.
var autoGANStages = [][]int{{2, 3, 3, 2}, {2, 3, 3, 2, 2}, {2, 3, 3, 2, 4}}

func spaceOf(options ...int) Space {
	var space Space
	for _, n := range options {
		space = append(space, Decision{Name: "d", Options: n})
	}
	return space
}

func newTestController(t *testing.T, space Space, seed uint64) *Controller {
	t.Helper()
	_, s := testgpu.Stream(t)
	c, err := NewController(s, Level{Space: space}, 16, seed)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Sync(); err != nil {
			t.Error(err)
		}
		c.Release()
	})
	return c
}

// logProbs returns log p and entropy of every given point.
func logProbs(t *testing.T, c *Controller, points []Tokens, starts []Start) (logP, entropy []float64) {
	t.Helper()
	tape := autograd.NewTape(c.stream)
	l, e := c.LogProb(tape, points, starts)
	for _, v := range []struct {
		from *autograd.Var
		to   *[]float64
	}{{l, &logP}, {e, &entropy}} {
		floats, err := v.from.Value.Floats(c.stream)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range floats {
			*v.to = append(*v.to, float64(x))
		}
	}
	return logP, entropy
}

// The reference code's controllers: 82,810, 83,212 and 83,614 parameters, of
// which the LSTM has 4·100·(100+100+2) = 80,800.
func TestControllerSize(t *testing.T) {
	_, s := testgpu.Stream(t)
	for stage, want := range []int{82_810, 83_212, 83_614} {
		c, err := NewController(s, Level{Space: spaceOf(autoGANStages[stage]...)}, 100, 1)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.NumParams(); got != want {
			t.Errorf("stage %d: %d parameters, want %d", stage, got, want)
		}
		if err := s.Sync(); err != nil {
			t.Fatal(err)
		}
		c.Release()
	}
}

func TestControllerIsADistribution(t *testing.T) {
	c := newTestController(t, smallSpace, 1)
	points := slices.Collect(smallSpace.All())
	state := make([]float32, c.StateSize())
	for i := range state {
		state[i] = float32(i%5)/2 - 1
	}
	for name, start := range map[string][]float32{"from zeros": nil, "from a parent": state} {
		logP, entropy := logProbs(t, c, points, slices.Repeat([]Start{{State: start}}, len(points)))
		total, joint, chained := 0.0, 0.0, 0.0
		for i, l := range logP {
			total += math.Exp(l)
			joint -= math.Exp(l) * l
			chained += math.Exp(l) * entropy[i]
		}
		if math.Abs(total-1) > 1e-5 { // 24 points, each a product of three softmaxes in float32
			t.Errorf("%s: probabilities sum to %v, want 1", name, total)
		}
		// The entropy of the whole is the mean over points of the sums of their steps' entropies.
		if math.Abs(joint-chained) > 1e-5 || joint > math.Log(24) {
			t.Errorf("%s: entropy %v, by steps %v, want equal and at most log 24", name, joint, chained)
		}
	}
}

func TestControllerSamplesItsDistribution(t *testing.T) {
	c := newTestController(t, smallSpace, 3)
	const n = 20_000
	drawn, err := c.Sample(make([]Start, n), 5, 7)
	if err != nil {
		t.Fatal(err)
	}
	counts := make([]int, smallSpace.Size())
	for _, tokens := range drawn {
		counts[smallSpace.Index(tokens)]++
	}
	logP, _ := logProbs(t, c, slices.Collect(smallSpace.All()), make([]Start, len(counts)))
	for i, got := range counts {
		p := math.Exp(logP[i])
		if sigma := math.Sqrt(n * p * (1 - p)); math.Abs(float64(got)-n*p) > 5*sigma {
			t.Errorf("%v drawn %d times in %d, want %.0f ± %.0f", smallSpace.At(i), got, n, n*p, sigma)
		}
	}
}

func TestSampleDependsOnSeedAndDrawOnly(t *testing.T) {
	c := newTestController(t, smallSpace, 3)
	draw := func(n int, seed, draw uint64) []Tokens {
		tokens, err := c.Sample(make([]Start, n), seed, draw)
		if err != nil {
			t.Fatal(err)
		}
		return tokens
	}
	first := draw(40, 1, 1)
	if diff := cmp.Diff(first, draw(40, 1, 1)); diff != "" {
		t.Errorf("same seed and draw mismatch (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(first[:7], draw(7, 1, 1)); diff != "" {
		t.Errorf("a smaller batch mismatch (-want +got)\n%s", diff)
	}
	if cmp.Equal(first, draw(40, 1, 2)) || cmp.Equal(first, draw(40, 2, 1)) {
		t.Error("another seed or draw gives the same tokens")
	}
	if none := draw(0, 1, 1); len(none) != 0 {
		t.Errorf("Sample of no rows gives %v", none)
	}
}

func TestStatesFollowTheTokens(t *testing.T) {
	c := newTestController(t, smallSpace, 3)
	states, err := c.States([]Tokens{{0, 0, 0}, {1, 0, 0}, {0, 0, 1}, {0, 0, 0}}, make([]Start, 4))
	if err != nil {
		t.Fatal(err)
	}
	if len(states[0]) != c.StateSize() {
		t.Fatalf("a state has %d floats, want %d", len(states[0]), c.StateSize())
	}
	if !slices.Equal(states[0], states[3]) || !slices.Equal(states[0], states[2]) {
		t.Error("states of equal tokens, the last aside, differ: the last option is never embedded")
	}
	if slices.Equal(states[0], states[1]) {
		t.Error("states of different first options are equal")
	}
	for i, x := range states[0] {
		if x != x || i < c.hidden && (x < -1 || x > 1) {
			t.Errorf("state[%d] = %v, want h within ±1", i, x)
		}
	}
}

// The directional derivative of log p along its own gradient, by central
// differences.
func TestLogProbGradient(t *testing.T) {
	c := newTestController(t, smallSpace, 2)
	points, starts := []Tokens{{1, 2, 3}, {0, 1, 2}}, make([]Start, 2)
	tape := autograd.NewTape(c.stream, c.Params()...)
	logP, _ := c.LogProb(tape, points, starts)
	grads := tape.Backward(autograd.Sum(logP))

	direction, norm := map[string][]float32{}, 0.0
	for _, p := range c.Params() {
		g, ok := grads.Of(p)
		if !ok {
			t.Fatalf("%s has no gradient", p.Name)
		}
		floats, err := g.Floats(c.stream)
		if err != nil {
			t.Fatal(err)
		}
		direction[p.Name] = floats
		for _, x := range floats {
			norm += float64(x) * float64(x)
		}
	}
	norm = math.Sqrt(norm)
	move := func(step float64) float64 { // along the unit gradient; returns Σ log p there
		for _, p := range c.Params() {
			w, err := p.Value.Floats(c.stream)
			if err != nil {
				t.Fatal(err)
			}
			for i := range w {
				w[i] += float32(step / norm * float64(direction[p.Name][i]))
			}
			p.Value.Upload(c.stream, w)
		}
		logP, _ := logProbs(t, c, points, starts)
		return logP[0] + logP[1]
	}
	const h = 0.05 // smooth in every parameter; float32 noise at h = 0.05 is 1e-5 relative
	up := move(h)
	down := move(-2 * h)
	if got := (up - down) / (2 * h); math.Abs(got-norm) > 1e-2*norm {
		t.Errorf("slope along the gradient %v, want its length %v", got, norm)
	}
}
