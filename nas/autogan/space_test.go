package autogan

import (
	"math"
	"slices"
	"testing"

	"autogan/gan/arch"
	"autogan/nas"
	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
)

func TestSpaceSizes(t *testing.T) {
	for _, c := range []struct {
		fix    []config.Fix
		stages []int
		total  int
	}{
		{nil, []int{36, 72, 144}, 373_248},
		{[]config.Fix{{Decision: "norm", Option: "none"}}, []int{12, 24, 48}, 13_824},
		{[]config.Fix{{Decision: "norm", Option: "batch"}, {Decision: "shortcut", Option: "on"}}, []int{6, 12, 24}, 1728},
		{[]config.Fix{{Decision: "norm"}}, []int{36, 72, 144}, 373_248},
	} {
		settings := config.Default(config.Paper)
		settings.Space.Fix = c.fix
		for stage, want := range c.stages {
			if size := Level(settings, stage, nil).Space.Size(); size != want {
				t.Errorf("%v: stage %d has %d points, want %d", c.fix, stage, size, want)
			}
		}
		if got := settings.Choices(0, settings.MaxCells()); got != c.total {
			t.Errorf("%v: %d architectures, want %d", c.fix, got, c.total)
		}
	}
}

// parentsFor returns parents for a stage: the first cells of two architectures.
func parentsFor(t *testing.T) []nas.Candidate {
	t.Helper()
	return []nas.Candidate{
		{Tokens: arch.AutoGAN.Must("top1").First(1).Tokens(), Hidden: make([]float32, 8)},
		{Tokens: arch.AutoGAN.Must("1 0 1 0").Tokens(), Hidden: make([]float32, 8)},
	}
}

// TestStrategiesProposeWholeArchitectures: whatever is fixed, both strategies'
// trials extend a parent, have the fixed options, and can be observed.
func TestStrategiesProposeWholeArchitectures(t *testing.T) {
	_, s := testgpu.Stream(t)
	paper := func(c *config.Config) {
		c.Controller.DecisionOrder, c.Controller.Skips, c.Controller.FirstInput = config.SkipsFirst, config.BinarySkips, config.LastToken
	}
	for i, strategy := range []config.Strategy{config.ControllerStrategy, config.RandomStrategy, config.ControllerStrategy} {
		for _, fix := range [][]config.Fix{nil, {{Decision: "norm", Option: "none"}, {Decision: "upsampling", Option: "nearest"}}} {
			c := config.Default(config.Paper)
			c.Search.Strategy, c.Space.Fix, c.Controller.Hidden = strategy, fix, 4
			if i == 2 {
				paper(&c)
			}
			proposer, err := newStrategy(s, c, 1, parentsFor(t))
			if err != nil {
				t.Fatal(err)
			}
			trials, err := proposer.Suggest(40)
			if err != nil {
				t.Fatal(err)
			}
			norms := map[int]int{}
			for _, trial := range trials {
				a, err := arch.AutoGAN.Arch(trial.Tokens)
				if err != nil || a.Cells() != 2 || !slices.Equal(a.Cell(0), parentsFor(t)[trial.Parent].Tokens) {
					t.Fatalf("%s, %v: trial %v of parent %d: %v", strategy, fix, trial.Tokens, trial.Parent, err)
				}
				cell := arch.CellOf(1, a.Cell(1))
				norms[int(cell.Norm)]++
				if fix != nil && (cell.Norm != arch.NoNorm || cell.Upsampling != arch.Nearest) {
					t.Errorf("%s: %v was proposed, want no norm and nearest in cell 2", strategy, a)
				}
			}
			if fix == nil && len(norms) != 3 {
				t.Errorf("%s: 40 trials took %d of 3 norms", strategy, len(norms))
			}
			observe(t, proposer, trials)
			proposer.Release()
		}
	}
}

// observe lets a strategy observe its trials, and gets its states.
func observe(t *testing.T, s nas.Resumable, trials []nas.Trial) {
	t.Helper()
	var batch []nas.Record
	for i, trial := range trials {
		batch = append(batch, nas.Record{Trial: trial, Measurement: nas.Measurement{Reward: float64(i)}})
	}
	if err := s.Observe(batch); err != nil {
		t.Fatal(err)
	}
	if states, err := s.States(trials); err != nil || len(states) != len(trials) {
		t.Errorf("%d states of %d trials, %v", len(states), len(trials), err)
	}
}

// TestCodingOfDecisions: the paper's controller decides on the skip-ins of a cell
// first, one decision per earlier cell (section 3.1); the reference code's decides
// last, on all of them at once. Tokens of architectures are the same.
func TestCodingOfDecisions(t *testing.T) {
	tokens := arch.AutoGAN.Must("1 2 0 1 / 0 1 2 1 1 / 1 0 2 0 2").Tokens() // the third cell reads the first
	for _, c := range []struct {
		order config.DecisionOrder
		skips config.Skips
		fix   []config.Fix
		taken nas.Tokens
		third []int // options of the decisions of the third cell
	}{
		{config.SkipsLast, config.JointSkips, nil, nas.Tokens{1, 2, 0, 1, 0, 1, 2, 1, 1, 1, 0, 2, 0, 2}, []int{2, 3, 3, 2, 4}},
		{config.SkipsFirst, config.JointSkips, nil, nas.Tokens{1, 2, 0, 1, 1, 0, 1, 2, 1, 2, 1, 0, 2, 0}, []int{4, 2, 3, 3, 2}},
		{config.SkipsLast, config.BinarySkips, nil, nas.Tokens{1, 2, 0, 1, 0, 1, 2, 1, 1, 1, 0, 2, 0, 1, 0}, []int{2, 3, 3, 2, 2, 2}},
		{config.SkipsFirst, config.BinarySkips, nil, nas.Tokens{1, 2, 0, 1, 1, 0, 1, 2, 1, 1, 0, 1, 0, 2, 0}, []int{2, 2, 2, 3, 3, 2}},
		{config.SkipsFirst, config.BinarySkips, []config.Fix{{Decision: "shortcut", Option: "on"}}, nas.Tokens{1, 2, 0, 1, 0, 1, 2, 1, 0, 1, 0, 2}, []int{2, 2, 2, 3, 3}},
	} {
		settings := config.Default(config.Paper)
		settings.Controller.DecisionOrder, settings.Controller.Skips, settings.Space.Fix = c.order, c.skips, c.fix
		code := codingOf(settings)
		if got := code.encode(tokens); !slices.Equal(got, c.taken) {
			t.Errorf("%s, %s: decisions %v, want %v", c.order, c.skips, got, c.taken)
		}
		var third []int
		for _, d := range Level(settings, 2, nil).Space {
			third = append(third, d.Options)
		}
		if !slices.Equal(third, c.third) {
			t.Errorf("%s, %s: the third cell's decisions have %v options, want %v", c.order, c.skips, third, c.third)
		}
		for _, a := range []string{"top1", "top3", "e2gan", "1 2 0 1 / 0 1 2 1 1 / 1 0 2 1 2"} {
			want := arch.AutoGAN.Must(a).Tokens()
			if c.fix != nil && (want[3] == 0 || want[7] == 0 || want[12] == 0) {
				continue // its shortcuts are not those that are fixed
			}
			if got := code.decode(3, code.encode(want)); !slices.Equal(got, want) {
				t.Errorf("%s, %s: %v becomes %v", c.order, c.skips, want, got)
			}
		}
	}
}

// TestFirstInputOfALaterStage: the paper's controllers read the last decision of
// the cell before (Figure 1), which is its shortcut; the reference code's read
// zeros. The first stage has no cell before.
func TestFirstInputOfALaterStage(t *testing.T) {
	for _, c := range []struct {
		order config.DecisionOrder
		skips config.Skips
		input config.FirstInput
		want  []int // options of the decision that is read, by stage
	}{
		{config.SkipsFirst, config.BinarySkips, config.LastToken, []int{0, 2, 2}},
		{config.SkipsLast, config.JointSkips, config.LastToken, []int{0, 2, 2}},
		{config.SkipsFirst, config.BinarySkips, config.ZeroInput, []int{0, 0, 0}},
	} {
		settings := config.Default(config.Paper)
		settings.Controller.DecisionOrder, settings.Controller.Skips, settings.Controller.FirstInput = c.order, c.skips, c.input
		for stage, want := range c.want {
			level := Level(settings, stage, parentsFor(t))
			if level.Before.Options != want || want > 0 && c.order == config.SkipsFirst && level.Before.Name != "shortcut" {
				t.Errorf("%s, %s: stage %d reads %+v, want %d options", c.order, c.input, stage, level.Before, want)
			}
		}
		settings.Search.Levels, settings.Search.Iterations = config.SingleLevel, []int{1}
		if level := Level(settings, 0, nil); level.Before.Options != 0 {
			t.Errorf("a search on a single level reads %+v", level.Before)
		}
	}
}

func TestSpearman(t *testing.T) {
	for _, c := range []struct {
		name string
		a, b []float64
		want float64
	}{
		{"the same order", []float64{1, 2, 3}, []float64{10, 11, 99}, 1},
		{"the opposite order", []float64{1, 2, 3}, []float64{5, 4, -3}, -1},
		{"one exchange of neighbours", []float64{1, 2, 3, 4}, []float64{1, 3, 2, 4}, 0.8},  // 1 − 6·(1+1)/(4·15)
		{"equal values", []float64{1, 2, 2, 3}, []float64{1, 2, 3, 4}, 0.9486832980505138}, // 4.5/√(4.5·5)
		{"nothing to rank", []float64{1, 1, 1}, []float64{1, 2, 3}, 0},
	} {
		if got := spearman(c.a, c.b); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

// TestSingleLevel decides on all cells at once, at the images' full size.
func TestSingleLevel(t *testing.T) {
	c, err := config.Load("cifar10-single-level")
	if err != nil {
		t.Fatal(err)
	}
	if size, points := c.ImageSize(0), Level(c, 0, nil).Space.Size(); c.Stages() != 1 || size != 32 || points != 373_248 {
		t.Errorf("%d stages, images of %d, %d architectures; want 1, 32, 373248", c.Stages(), size, points)
	}
}

// freeOnly is a strategy that records the tokens it gets.
type freeOnly struct {
	*nas.RandomSearch
	observed, asked []nas.Tokens
}

func (s *freeOnly) Observe(batch []nas.Record) error {
	for _, record := range batch {
		s.observed = append(s.observed, record.Tokens)
	}
	return nil
}

func (s *freeOnly) States(trials []nas.Trial) ([][]float32, error) {
	for _, trial := range trials {
		s.asked = append(s.asked, trial.Tokens)
	}
	return make([][]float32, len(trials)), nil
}

// TestStrategiesSeeFreeDecisionsOnly checks that a strategy observes its trials
// without the fixed options.
func TestStrategiesSeeFreeDecisionsOnly(t *testing.T) {
	c := config.Default(config.Paper)
	c.Space.Fix = []config.Fix{{Decision: "norm", Option: "instance"}, {Decision: "upsampling", Option: "nearest"}}
	inner := &freeOnly{RandomSearch: nas.NewRandomSearch(nas.Level{}, 1)}
	s := complete(c, 1, inner)
	trials := []nas.Trial{{Tokens: nas.Tokens{1, 2, 1, 0, 0, 2, 1, 1, 1}}}
	observe(t, s, trials)
	want := []nas.Tokens{{1, 0, 0, 1, 1}}
	for name, got := range map[string][]nas.Tokens{"observed": inner.observed, "asked for": inner.asked} {
		if len(got) != 1 || !slices.Equal(got[0], want[0]) {
			t.Errorf("%s %v, want %v", name, got, want)
		}
	}
	if whole := []int{1, 2, 1, 0, 0, 2, 1, 1, 1}; !slices.Equal(trials[0].Tokens, whole) {
		t.Errorf("the caller's trial has become %v", trials[0].Tokens)
	}
}
