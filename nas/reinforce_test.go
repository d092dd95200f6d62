package nas

import (
	"math"
	"slices"
	"testing"

	"autogan/tests/testgpu"

	"github.com/google/go-cmp/cmp"
)

func newTestREINFORCE(t *testing.T, level Level, change func(*REINFORCEConfig)) *REINFORCE {
	t.Helper()
	_, s := testgpu.Stream(t)
	config := DefaultREINFORCE()
	config.Hidden, config.LR, config.Seed = 16, 5e-3, 1
	change(&config)
	r, err := NewREINFORCE(s, level, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Sync(); err != nil {
			t.Error(err)
		}
		r.Release()
	})
	return r
}

// train makes updates of a batch each and returns the last batch.
func train(t *testing.T, r *REINFORCE, updates, batch int, reward func(Tokens) float64) []Trial {
	t.Helper()
	var trials []Trial
	for range updates {
		var err error
		if trials, err = r.Suggest(batch); err != nil {
			t.Fatal(err)
		}
		records := make([]Record, batch)
		for i, trial := range trials {
			records[i] = Record{trial, Measurement{Reward: reward(trial.Tokens)}}
		}
		if err := r.Observe(records); err != nil {
			t.Fatal(err)
		}
	}
	return trials
}

func TestREINFORCELearnsTheBestPoint(t *testing.T) {
	best := Tokens{1, 2, 3}
	matches := func(tokens Tokens) float64 {
		n := 0.0
		for i, token := range tokens {
			if token == best[i] {
				n++
			}
		}
		return n
	}
	for name, change := range map[string]func(*REINFORCEConfig){
		"paper":     func(*REINFORCEConfig) {},
		"reference": func(c *REINFORCEConfig) { c.AdvantagePerDecision, c.UpdateFirst, c.Entropy = true, true, 1e-3 },
	} {
		t.Run(name, func(t *testing.T) {
			r := newTestREINFORCE(t, Level{Space: smallSpace}, change)
			last := train(t, r, 150, 8, matches)
			hits := 0
			for _, trial := range last {
				if slices.Equal(trial.Tokens, best) {
					hits++
				}
			}
			if hits < 6 { // 1 in 24 at the start
				t.Errorf("after 150 updates %d of 8 samples are the best point, want at least 6", hits)
			}
		})
	}
}

func TestREINFORCEWithOneChildPerUpdate(t *testing.T) {
	r := newTestREINFORCE(t, Level{Space: spaceOf(3)}, func(*REINFORCEConfig) {})
	first := func(tokens Tokens) float64 { return 1 - float64(min(tokens[0], 1)) }
	train(t, r, 300, 1, first)
	logP, _ := logProbs(t, r.controller, []Tokens{{0}}, make([]Start, 1))
	if p := math.Exp(logP[0]); p < 0.9 {
		t.Errorf("the option with the reward has probability %.2f, want above 0.9", p)
	}
}

// In the reference code the bonus reached the loss with the wrong sign, and
// entropy fell.
func TestEntropyBonusRaisesEntropy(t *testing.T) {
	for _, c := range []struct {
		weight float64
		rises  bool
	}{{1, true}, {-1, false}} {
		r := newTestREINFORCE(t, Level{Space: smallSpace}, func(config *REINFORCEConfig) { config.Entropy = c.weight })
		constant := func(Tokens) float64 { return 0 }
		train(t, r, 1, 32, constant)
		before := r.Last().Entropy
		train(t, r, 40, 32, constant)
		if after := r.Last().Entropy; (after > before) != c.rises {
			t.Errorf("entropy weight %g: entropy went from %.3f to %.3f", c.weight, before, after)
		}
	}
}

func TestAdvantagePerDecisionScalesRewards(t *testing.T) {
	advantage := func(perDecision bool) float64 {
		r := newTestREINFORCE(t, Level{Space: smallSpace}, func(c *REINFORCEConfig) {
			c.AdvantagePerDecision, c.Entropy = perDecision, 0
		})
		train(t, r, 1, 16, func(tokens Tokens) float64 { return float64(tokens[2]) })
		return r.Last().Advantage
	}
	one, each := advantage(false), advantage(true)
	if math.Abs(each-3*one) > 1e-6*each { // three decisions
		t.Errorf("advantages %g and %g, want three times", one, each)
	}
}

func TestChildrenContinueTheirParents(t *testing.T) {
	root := newTestREINFORCE(t, Level{Space: smallSpace}, func(*REINFORCEConfig) {})
	trials, err := root.Suggest(3)
	if err != nil {
		t.Fatal(err)
	}
	states, err := root.States(trials)
	if err != nil {
		t.Fatal(err)
	}
	var parents []Candidate
	for i, trial := range trials {
		parents = append(parents, Candidate{Tokens: trial.Tokens, Hidden: states[i]})
	}
	level := Level{Stage: 1, Space: spaceOf(2, 2), Parents: parents}
	child := newTestREINFORCE(t, level, func(c *REINFORCEConfig) { c.Seed = 2 })
	seen := map[int]bool{}
	for _, trial := range train(t, child, 2, 30, func(Tokens) float64 { return 1 }) {
		seen[trial.Parent] = true
		if diff := cmp.Diff(parents[trial.Parent].Tokens, trial.Tokens[:3]); diff != "" || len(trial.Tokens) != 5 {
			t.Errorf("trial %+v does not extend its parent (-want +got)\n%s", trial, diff)
		}
	}
	if len(seen) != 3 {
		t.Errorf("%d of 3 parents had children among 30", len(seen))
	}
}

func TestREINFORCEResumesExactly(t *testing.T) {
	reward := func(tokens Tokens) float64 { return float64(tokens[0] + tokens[1]*tokens[2]) }
	configure := func(*REINFORCEConfig) {}
	r := newTestREINFORCE(t, Level{Space: smallSpace}, configure)
	train(t, r, 5, 4, reward)

	resumed := newTestREINFORCE(t, Level{Space: smallSpace}, func(c *REINFORCEConfig) { configure(c) })
	into := resumed.StateDict()
	for name, from := range r.StateDict() {
		floats, err := from.Floats(r.stream)
		if err != nil {
			t.Fatal(err)
		}
		into[name].Upload(resumed.stream, floats)
	}
	if err := resumed.SetState(r.State()); err != nil {
		t.Fatal(err)
	}
	want, got := train(t, r, 5, 4, reward), train(t, resumed, 5, 4, reward)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("trials after resuming mismatch (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(r.Last(), resumed.Last()); diff != "" {
		t.Errorf("updates after resuming mismatch (-want +got)\n%s", diff)
	}
}
