package config

import (
	"strings"
	"testing"

	"autogan/nas/autogan/experiments"
)

// TestScorerFollowsTheData: the paper's reward is the Inception score (Algorithm
// 1). Without reward.scorer only procedural images get the scorer that was
// trained on them.
func TestScorerFollowsTheData(t *testing.T) {
	for _, c := range []struct{ text, set, want string }{
		{"", "seed=1", "builtin"},
		{"[data]\nname = \"cifar10\"\npath = \"x\"", "seed=1", "inception"},
		{"[data]\nname = \"stl10\"\npath = \"x\"", "seed=1", "inception"},
		{"[data]\nname = \"folder\"\npath = \"x\"", "seed=1", "inception"},
		{"fidelity = \"reference\"\n[data]\nname = \"folder\"\npath = \"x\"", "seed=1", "inception"},
		{"base = \"cifar10-small\"\n[data]\nname = \"cifar10\"\npath = \"x\"", "seed=1", "inception"},
		{"[reward]\nscorer = \"mine\"\n[data]\nname = \"cifar10\"\npath = \"x\"", "seed=1", "mine"},
		{"[data]\nname = \"cifar10\"\npath = \"x\"", "reward.scorer=mine", "mine"},
	} {
		got, err := Decode("x.toml", c.text, c.set)
		if err != nil || got.Reward.Scorer != c.want {
			t.Errorf("%q with %s: scorer %q, %v, want %q", c.text, c.set, got.Reward.Scorer, err, c.want)
		}
	}
}

// TestExperimentsOfThePaperUseInception (section 4: rewards and results are
// Inception's). The cheap reward is a variant with a name.
func TestExperimentsOfThePaperUseInception(t *testing.T) {
	for _, name := range experiments.Names() {
		c, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		reward, eval := InceptionScorer, InceptionScorer
		switch {
		case c.Data.Name == "procedural":
			reward, eval = BuiltinScorer, BuiltinScorer
		case strings.HasSuffix(name, "-cheap-reward"):
			reward = "data/scorers/" + c.Data.Name + ".safetensors"
		}
		if c.Reward.Scorer != reward || c.EvalScorer() != eval {
			t.Errorf("%s rewards by %s and evaluates by %s, want %s and %s", name, c.Reward.Scorer, c.EvalScorer(), reward, eval)
		}
	}
	if CheapReward("cifar10") != "cifar10-cheap-reward" || CheapReward("stl10") != "stl10-cheap-reward" || CheapReward("folder") != "" {
		t.Errorf("cheap rewards are %q, %q, %q", CheapReward("cifar10"), CheapReward("stl10"), CheapReward("folder"))
	}
}
