package config

import (
	"fmt"
	"slices"
	"strings"

	"autogan/gan"
	"autogan/gan/arch"
)

// setting connects a key of the TOML file with its field, and says what the
// field may hold. The table in [Config.settings] is the only list of keys:
// decoding, encoding, overriding and comparing read it.
type setting struct {
	key   string // section.name, or a name alone
	field any    // *string or a named text, *bool, *int, *uint64, *float64, *[]int, *[]string or *[2]float64
	check check
	local bool // only says how this machine runs it: runs that differ in it are comparable
}

// check returns what is wanted if the value is impossible, otherwise "".
type check func() string

// settings returns the table, with pointers to the fields of c.
func (c *Config) settings() []setting {
	anything := func() string { return "" }
	list := []setting{
		{"name", &c.Name, word(&c.Name), false},
		{"fidelity", &c.Fidelity, oneOf(&c.Fidelity, Paper, Reference), false},
		{"seed", &c.Seed, anything, false},
		{"precision", &c.Precision, oneOf(&c.Precision, Float32, Mixed), false},
		{"device", &c.Device, anything, true},
		{"run_dir", &c.RunDir, anything, true},
		{"tune", &c.Tune, oneOf(&c.Tune, TuneGPU, TuneOn, TuneOff), true},

		{"space.name", &c.Space.Name, oneOf(&c.Space.Name, arch.Names()...), false},
		{"space.cells", &c.Space.Cells, c.wantCells, false},

		{"data.name", &c.Data.Name, oneOf(&c.Data.Name, "procedural", "cifar10", "stl10", "folder"), false},
		{"data.path", &c.Data.Path, c.wantPath, false},
		{"data.batches", &c.Data.Batches, within(&c.Data.Batches, 0, 5), false},
		{"data.images", &c.Data.Images, atLeast(&c.Data.Images, 0), false},

		{"gan.channels", &c.GAN.Channels, within(&c.GAN.Channels, 1, 4096), false},
		{"gan.disc_channels", &c.GAN.DiscChannels, within(&c.GAN.DiscChannels, 1, 4096), false},
		{"gan.latent_dim", &c.GAN.LatentDim, within(&c.GAN.LatentDim, 1, 4096), false},
		{"gan.bottom_width", &c.GAN.BottomWidth, within(&c.GAN.BottomWidth, 1, 64), false},
		{"gan.batch_g", &c.GAN.BatchG, within(&c.GAN.BatchG, 1, 65536), false},
		{"gan.batch_d", &c.GAN.BatchD, within(&c.GAN.BatchD, 1, 65536), false},
		{"gan.n_critic", &c.GAN.NCritic, atLeast(&c.GAN.NCritic, 1), false},
		{"gan.lr_g", &c.GAN.LRG, rate(&c.GAN.LRG), false},
		{"gan.lr_d", &c.GAN.LRD, rate(&c.GAN.LRD), false},
		{"gan.betas", &c.GAN.Betas, decays(&c.GAN.Betas), false},
		{"gan.statistics", &c.GAN.Statistics, oneOf(&c.GAN.Statistics, RunningStatistics, BatchStatistics), false},
		{"gan.skip_tap", &c.GAN.SkipTap, oneOf(&c.GAN.SkipTap, TapBeforeSkips, TapAfterSkips), false},
		{"gan.init", &c.GAN.Init, oneOf(&c.GAN.Init, XavierInit, NormalInit, OrthogonalInit), false},
		{"gan.unused_decays_moments", &c.GAN.UnusedDecaysMoments, anything, false},

		{"search.strategy", &c.Search.Strategy, c.wantStrategy, false},
		{"search.levels", &c.Search.Levels, oneOf(&c.Search.Levels, MultiLevel, SingleLevel), false},
		{"search.weights", &c.Search.Weights, c.wantWeights, false},
		{"search.hours", &c.Search.Hours, c.wantHours, false},
		{"search.scratch_steps", &c.Search.ScratchSteps, atLeast(&c.Search.ScratchSteps, 1), false},
		{"search.asha_eta", &c.Search.ASHAEta, within(&c.Search.ASHAEta, 2, 1000), false},
		{"search.asha_max_steps", &c.Search.ASHAMaxSteps, c.wantMaxSteps, false},
		{"search.correlate", &c.Search.Correlate, c.wantCorrelate, false},
		{"search.correlate_archs", &c.Search.CorrelateArchs, oneOf(&c.Search.CorrelateArchs, RandomArchs, DerivedArchs), false},
		{"search.iterations", &c.Search.Iterations, c.wantIterations, false},
		{"search.shared_epochs", &c.Search.SharedEpochs, atLeast(&c.Search.SharedEpochs, 1), false},
		{"search.max_steps", &c.Search.MaxSteps, atLeast(&c.Search.MaxSteps, 0), false},
		{"search.losses_every", &c.Search.LossesEvery, within(&c.Search.LossesEvery, 1, gan.MaxLosses/2), false},
		{"search.save_minutes", &c.Search.SaveMinutes, notNegative(&c.Search.SaveMinutes), true},
		{"search.num_candidates", &c.Search.NumCandidates, atLeast(&c.Search.NumCandidates, 1), false},
		{"search.top_k", &c.Search.TopK, c.wantTopK, false},
		{"search.allow_duplicates", &c.Search.AllowDuplicates, anything, false},

		{"controller.steps", &c.Controller.Steps, atLeast(&c.Controller.Steps, 0), false},
		{"controller.batch", &c.Controller.Batch, atLeast(&c.Controller.Batch, 1), false},
		{"controller.hidden", &c.Controller.Hidden, within(&c.Controller.Hidden, 1, 4096), false},
		{"controller.lr", &c.Controller.LR, rate(&c.Controller.LR), false},
		{"controller.betas", &c.Controller.Betas, decays(&c.Controller.Betas), false},
		{"controller.entropy", &c.Controller.Entropy, notNegative(&c.Controller.Entropy), false},
		{"controller.baseline_decay", &c.Controller.BaselineDecay, decay(&c.Controller.BaselineDecay), false},
		{"controller.baseline_reset", &c.Controller.BaselineReset, anything, false},
		{"controller.baseline_first", &c.Controller.BaselineFirst, anything, false},
		{"controller.advantage_per_choice", &c.Controller.AdvantagePerChoice, anything, false},
		{"controller.decision_order", &c.Controller.DecisionOrder, oneOf(&c.Controller.DecisionOrder, SkipsLast, SkipsFirst), false},
		{"controller.skips", &c.Controller.Skips, oneOf(&c.Controller.Skips, JointSkips, BinarySkips), false},
		{"controller.first_input", &c.Controller.FirstInput, oneOf(&c.Controller.FirstInput, ZeroInput, LastToken), false},

		{"reset.enabled", &c.Reset.Enabled, anything, false},
		{"reset.window", &c.Reset.Window, atLeast(&c.Reset.Window, 2), false},
		{"reset.threshold", &c.Reset.Threshold, notNegative(&c.Reset.Threshold), false},
		{"reset.criterion", &c.Reset.Criterion, oneOf(&c.Reset.Criterion, Variance, Deviation), false},

		{"reward.scorer", &c.Reward.Scorer, filled(&c.Reward.Scorer), false},
		{"reward.metric", &c.Reward.Metric, oneOf(&c.Reward.Metric, RewardIS, RewardFID), false},
		{"reward.also", &c.Reward.Also, c.wantAlso, false},
		{"reward.images", &c.Reward.Images, atLeast(&c.Reward.Images, 2), false},
		{"reward.splits", &c.Reward.Splits, c.wantSplits, false},
		{"reward.batch", &c.Reward.Batch, atLeast(&c.Reward.Batch, 1), false},

		{"train.arch", &c.Train.Arch, c.wantArch, false},
		{"train.channels", &c.Train.Channels, within(&c.Train.Channels, 1, 4096), false},
		{"train.disc_channels", &c.Train.DiscChannels, within(&c.Train.DiscChannels, 1, 4096), false},
		{"train.generator_steps", &c.Train.GeneratorSteps, atLeast(&c.Train.GeneratorSteps, 1), false},
		{"train.lr_decay", &c.Train.LRDecay, oneOf(&c.Train.LRDecay, NoDecay, LinearDecay), false},
		{"train.ema", &c.Train.EMA, decay(&c.Train.EMA), false},
		{"train.statistics", &c.Train.Statistics, oneOf(&c.Train.Statistics, RecomputedStatistics, RawStatistics), false},
		{"train.eval_every", &c.Train.EvalEvery, atLeast(&c.Train.EvalEvery, 1), false},
		{"train.log_every", &c.Train.LogEvery, within(&c.Train.LogEvery, 1, gan.MaxLosses/2), false},
		{"train.save_minutes", &c.Train.SaveMinutes, notNegative(&c.Train.SaveMinutes), true},
		{"train.stop_collapsed", &c.Train.StopCollapsed, anything, false},
		{"train.seeds", &c.Train.Seeds, c.wantSeeds, false},

		{"derive.top_k", &c.Derive.TopK, atLeast(&c.Derive.TopK, 0), false},
		{"derive.select", &c.Derive.Select, oneOf(&c.Derive.Select, SelectIS, SelectFID), false},
		{"derive.after_search", &c.Derive.AfterSearch, anything, false},

		{"eval.scorer", &c.Eval.Scorer, anything, false},
		{"eval.reference", &c.Eval.Reference, anything, false},
		{"eval.images", &c.Eval.Images, atLeast(&c.Eval.Images, 2), false},
		{"eval.splits", &c.Eval.Splits, c.wantEvalSplits, false},
		{"eval.batch", &c.Eval.Batch, atLeast(&c.Eval.Batch, 1), false},
	}
	at := 1 + slices.IndexFunc(list, func(s setting) bool { return s.key == "space.cells" })
	return slices.Insert(list, at, c.fixSettings()...)
}

func (c *Config) wantArch() string {
	if c.Train.Arch == "" {
		return ""
	}
	if _, err := c.ParseArch(c.Train.Arch); err != nil {
		return fmt.Sprintf("an architecture (%v)", err)
	}
	return ""
}

func (c *Config) wantSeeds() string {
	for i, seed := range c.Train.Seeds {
		if seed < 0 || slices.Contains(c.Train.Seeds[:i], seed) {
			return "different seeds, each 0 or more, such as [1, 2, 3]"
		}
	}
	return ""
}

func (c *Config) wantEvalSplits() string {
	if c.Eval.Splits >= 1 && c.Eval.Splits <= c.Eval.Images {
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
	if problem := oneOf(&c.Search.Weights, SharedWeights, FromScratch)(); problem != "" {
		return problem
	}
	if c.Search.Weights == FromScratch && (c.Search.Levels != SingleLevel || c.Search.Correlate > 0) {
		return `"shared" with search.levels = "multi" or search.correlate`
	}
	return ""
}

// wantStrategy allows ASHA only where each architecture has a training of its
// own, which can be stopped early.
func (c *Config) wantStrategy() string {
	if problem := oneOf(&c.Search.Strategy, ControllerStrategy, RandomStrategy, ASHAStrategy)(); problem != "" {
		return problem
	}
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
	return notNegative(&c.Search.Hours)()
}

func (c *Config) wantMaxSteps() string {
	if c.Search.Strategy != ASHAStrategy {
		return atLeast(&c.Search.ASHAMaxSteps, 1)()
	}
	if c.Search.ASHAMaxSteps >= c.Search.ScratchSteps {
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

func (c *Config) wantAlso() string {
	for i, metric := range c.Reward.Also {
		known := metric == string(RewardIS) || metric == string(RewardFID)
		if !known || slices.Contains(c.Reward.Also[:i], metric) {
			return `a list of different metrics out of "is" and "fid"`
		}
	}
	return ""
}

func (c *Config) wantIterations() string {
	n := len(c.Search.Iterations)
	if c.Search.Levels == SingleLevel && n != 1 {
		return `one number, at least 1, with search.levels = "single"`
	}
	if n < 1 || n > c.MaxCells() || slices.Min(c.Search.Iterations) < 1 {
		return fmt.Sprintf("1 to %d numbers, one per stage, each at least 1", c.MaxCells())
	}
	return ""
}

func (c *Config) wantTopK() string {
	if c.Search.TopK >= 1 && c.Search.TopK <= c.Search.NumCandidates {
		return ""
	}
	return fmt.Sprintf("1 to search.num_candidates (%d)", c.Search.NumCandidates)
}

func (c *Config) wantSplits() string {
	if c.Reward.Splits >= 1 && c.Reward.Splits <= c.Reward.Images {
		return ""
	}
	return fmt.Sprintf("1 to reward.images (%d)", c.Reward.Images)
}

func atLeast(v *int, low int) check {
	return want(func() bool { return *v >= low }, "at least %d", low)
}

func within(v *int, low, high int) check {
	return want(func() bool { return low <= *v && *v <= high }, "%d to %d", low, high)
}

func rate(v *float64) check {
	return want(func() bool { return *v > 0 && *v <= 1 }, "a rate above 0, at most 1")
}

func notNegative(v *float64) check {
	return want(func() bool { return *v >= 0 && *v <= 1e30 }, "0 or more")
}

func decay(v *float64) check {
	return want(func() bool { return *v >= 0 && *v < 1 }, "0 or more, below 1")
}

func decays(v *[2]float64) check {
	first, second := decay(&v[0]), decay(&v[1])
	return want(func() bool { return first() == "" && second() == "" }, "two decays, each 0 or more, below 1")
}

func filled(v *string) check {
	return want(func() bool { return *v != "" }, `"builtin", "inception" or the file of a scorer`)
}

// word accepts what is safe as the name of a folder.
func word(v *string) check {
	return want(func() bool {
		return *v != "" && !strings.HasPrefix(*v, ".") && !strings.ContainsFunc(*v, func(r rune) bool { return !isWordRune(r) })
	}, "a name of letters, digits, '-', '_' and '.'")
}

func oneOf[S ~string](v *S, options ...S) check {
	quoted := make([]string, len(options))
	for i, o := range options {
		quoted[i] = fmt.Sprintf("%q", string(o))
	}
	return want(func() bool { return slices.Contains(options, *v) }, "%s", strings.Join(quoted, " or "))
}

func want(good func() bool, format string, args ...any) check {
	return func() string {
		if good() {
			return ""
		}
		return fmt.Sprintf(format, args...)
	}
}
