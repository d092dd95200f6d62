package config

import (
	"fmt"
	"slices"
)

func (c *Config) wantArch() string {
	if c.Train.Arch == "" {
		return ""
	}
	if _, err := c.ParseArch(c.Train.Arch); err != nil {
		return fmt.Sprintf("an architecture (%v)", err)
	}
	return ""
}

func (c *Config) wantImages() string {
	if n := c.Data.Images; n > 0 && n < LeastImages {
		return fmt.Sprintf("0 for all, or at least %d", LeastImages)
	}
	return ""
}

func (c *Config) wantSeeds() string {
	for i, seed := range c.Train.Seeds {
		if slices.Contains(c.Train.Seeds[:i], seed) {
			return "different seeds, such as [1, 2, 3]"
		}
	}
	return ""
}

func (c *Config) wantEvalSplits() string {
	if c.Eval.Splits <= c.Eval.Images {
		return ""
	}
	return fmt.Sprintf("1 to eval.images (%d)", c.Eval.Images)
}

func (c *Config) wantPath() string {
	if c.Data.Name == "procedural" || c.Data.Path != "" {
		return ""
	}
	return fmt.Sprintf("the folder that holds the data set (data.name is %q)", c.Data.Name)
}

// wantWeights allows training from scratch only in a search on a single level:
// one that grows would need full trainings at every stage. Correlation needs
// shared weights.
func (c *Config) wantWeights() string {
	if c.Search.Weights == FromScratch && (c.Search.Levels != SingleLevel || c.Search.Correlate > 0) {
		return `"shared" with search.levels = "multi" or search.correlate`
	}
	return ""
}

// wantStrategy allows ASHA only where each architecture has a training of its
// own, which can be stopped early.
func (c *Config) wantStrategy() string {
	if c.Search.Strategy == ASHAStrategy && c.Search.Weights != FromScratch {
		return `"controller" or "random" with search.weights = "shared"`
	}
	return ""
}

// wantHours allows a limit only in a search on a single level: one that grows
// and ends early has found no whole architecture.
func (c *Config) wantHours() string {
	if c.Search.Hours > 0 && c.Search.Levels != SingleLevel {
		return `0 with search.levels = "multi"`
	}
	return ""
}

func (c *Config) wantMaxSteps() string {
	if c.Search.Strategy != ASHAStrategy || c.Search.ASHAMaxSteps >= c.Search.ScratchSteps {
		return ""
	}
	return fmt.Sprintf("at least search.scratch_steps (%d)", c.Search.ScratchSteps)
}

// wantCorrelate refuses to correlate two architectures: the result would be 1
// or -1.
func (c *Config) wantCorrelate() string {
	if c.Search.Correlate == 0 || c.Search.Correlate > 2 {
		return ""
	}
	return "0 for none, or at least 3 architectures"
}

func (c *Config) wantIterations() string {
	n := len(c.Search.Iterations)
	if c.Search.Levels == SingleLevel && n != 1 {
		return `one number with search.levels = "single"`
	}
	if n < 1 || n > c.MaxCells() {
		if c.MaxCells() == 1 {
			return "one number, since there is one stage"
		}
		return fmt.Sprintf("1 to %d numbers, one per stage", c.MaxCells())
	}
	return ""
}

func (c *Config) wantTopK() string {
	if c.Search.TopK <= c.Search.NumCandidates {
		return ""
	}
	return fmt.Sprintf("1 to search.num_candidates (%d)", c.Search.NumCandidates)
}

func (c *Config) wantSplits() string {
	if c.Reward.Splits <= c.Reward.Images {
		return ""
	}
	return fmt.Sprintf("1 to reward.images (%d)", c.Reward.Images)
}
