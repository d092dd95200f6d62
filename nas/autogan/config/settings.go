package config

import (
	"math"
	"slices"

	"autogan/gan"
	"autogan/gan/arch"
)

// setting connects a key of the TOML file with its field, and says what the
// field may hold. The table in [Config.settings] is the only list of keys:
// decoding, encoding, overriding and comparing read it.
type setting struct {
	key   string // section.name, or a name alone
	field any    // *string or a named text, *bool, *int, *uint64, *float64, *[]int, *[]string or *[2]float64
	rule  rule
	local bool // only says how this machine runs it: runs that differ in it are comparable
}

// settings returns the table, with pointers to the fields of c.
func (c *Config) settings() []setting {
	list := []setting{
		{"name", &c.Name, word(), false},
		{"fidelity", &c.Fidelity, oneOf(Paper, Reference), false},
		{"seed", &c.Seed, whole(0, math.MaxInt64), false},
		{"precision", &c.Precision, precisions(), false},
		{"device", &c.Device, anything(), true},
		{"run_dir", &c.RunDir, anything(), true},
		{"tune", &c.Tune, oneOf(TuneGPU, TuneOn, TuneOff), true},

		{"space.name", &c.Space.Name, oneOf(arch.Names()...), false},
		{"space.cells", &c.Space.Cells, whole(0, gan.MaxCells).and(c.wantCells), false},

		{"data.name", &c.Data.Name, oneOf("procedural", "cifar10", "stl10", "folder"), false},
		{"data.path", &c.Data.Path, anything().and(c.wantPath), false},
		{"data.batches", &c.Data.Batches, whole(0, 5), false},
		{"data.images", &c.Data.Images, whole(0, 100_000_000).and(c.wantImages), false},
		{"data.skip_bad", &c.Data.SkipBad, anything(), false},

		{"gan.channels", &c.GAN.Channels, whole(1, arch.MaxChannels), false},
		{"gan.disc_channels", &c.GAN.DiscChannels, whole(1, arch.MaxChannels), false},
		{"gan.latent_dim", &c.GAN.LatentDim, whole(1, arch.MaxLatentDim), false},
		{"gan.bottom_width", &c.GAN.BottomWidth, whole(leastWidth, arch.MaxBottomWidth), false},
		{"gan.batch_g", &c.GAN.BatchG, whole(1, maxBatch), false},
		{"gan.batch_d", &c.GAN.BatchD, whole(1, maxBatch), false},
		{"gan.n_critic", &c.GAN.NCritic, whole(1, 1000), false},
		{"gan.lr_g", &c.GAN.LRG, rate(), false},
		{"gan.lr_d", &c.GAN.LRD, rate(), false},
		{"gan.betas", &c.GAN.Betas, decays(), false},
		{"gan.statistics", &c.GAN.Statistics, oneOf(RunningStatistics, BatchStatistics), false},
		{"gan.skip_tap", &c.GAN.SkipTap, oneOf(TapBeforeSkips, TapAfterSkips), false},
		{"gan.init", &c.GAN.Init, oneOf(XavierInit, NormalInit, OrthogonalInit), false},
		{"gan.unused_decays_moments", &c.GAN.UnusedDecaysMoments, anything(), false},

		{"search.strategy", &c.Search.Strategy, strategies().and(c.wantStrategy), false},
		{"search.levels", &c.Search.Levels, oneOf(MultiLevel, SingleLevel), false},
		{"search.weights", &c.Search.Weights, oneOf(SharedWeights, FromScratch).and(c.wantWeights), false},
		{"search.hours", &c.Search.Hours, number(0, 100_000).and(c.wantHours), false},
		{"search.scratch_steps", &c.Search.ScratchSteps, whole(1, maxSteps), false},
		{"search.asha_eta", &c.Search.ASHAEta, whole(2, 1000), false},
		{"search.asha_max_steps", &c.Search.ASHAMaxSteps, whole(1, maxSteps).and(c.wantMaxSteps), false},
		{"search.correlate", &c.Search.Correlate, whole(0, 100_000).and(c.wantCorrelate), false},
		{"search.correlate_archs", &c.Search.CorrelateArchs, oneOf(RandomArchs, DerivedArchs), false},
		{"search.iterations", &c.Search.Iterations, wholes(1, 100_000).and(c.wantIterations), false},
		{"search.shared_epochs", &c.Search.SharedEpochs, whole(1, 100_000), false},
		{"search.max_steps", &c.Search.MaxSteps, whole(0, maxSteps), false},
		{"search.losses_every", &c.Search.LossesEvery, whole(1, gan.MaxLosses/2), false},
		{"search.save_minutes", &c.Search.SaveMinutes, number(0, 100_000), true},
		{"search.num_candidates", &c.Search.NumCandidates, whole(1, 100_000), false},
		{"search.top_k", &c.Search.TopK, whole(1, 100_000).and(c.wantTopK), false},
		{"search.allow_duplicates", &c.Search.AllowDuplicates, anything(), false},

		{"controller.steps", &c.Controller.Steps, whole(0, 1_000_000), false},
		{"controller.batch", &c.Controller.Batch, whole(1, 10_000), false},
		{"controller.hidden", &c.Controller.Hidden, whole(1, 4096), false},
		{"controller.lr", &c.Controller.LR, rate(), false},
		{"controller.betas", &c.Controller.Betas, decays(), false},
		{"controller.entropy", &c.Controller.Entropy, number(0, 1000), false},
		{"controller.baseline_decay", &c.Controller.BaselineDecay, decay(), false},
		{"controller.baseline_reset", &c.Controller.BaselineReset, anything(), false},
		{"controller.baseline_first", &c.Controller.BaselineFirst, anything(), false},
		{"controller.advantage_per_choice", &c.Controller.AdvantagePerChoice, anything(), false},
		{"controller.decision_order", &c.Controller.DecisionOrder, oneOf(SkipsLast, SkipsFirst), false},
		{"controller.skips", &c.Controller.Skips, oneOf(JointSkips, BinarySkips), false},
		{"controller.first_input", &c.Controller.FirstInput, oneOf(ZeroInput, LastToken), false},

		{"reset.enabled", &c.Reset.Enabled, anything(), false},
		{"reset.window", &c.Reset.Window, whole(2, 1_000_000), false},
		{"reset.threshold", &c.Reset.Threshold, number(0, 1e12), false}, // so high a one resets whenever it can
		{"reset.criterion", &c.Reset.Criterion, oneOf(Variance, Deviation), false},

		{"reward.scorer", &c.Reward.Scorer, filled(), false},
		{"reward.metric", &c.Reward.Metric, oneOf(RewardIS, RewardFID), false},
		{"reward.also", &c.Reward.Also, metrics(), false},
		{"reward.images", &c.Reward.Images, whole(2, maxMeasured), false},
		{"reward.splits", &c.Reward.Splits, whole(1, 1000).and(c.wantSplits), false},
		{"reward.batch", &c.Reward.Batch, whole(1, maxBatch), false},

		{"train.arch", &c.Train.Arch, anything().and(c.wantArch), false},
		{"train.channels", &c.Train.Channels, whole(1, arch.MaxChannels), false},
		{"train.disc_channels", &c.Train.DiscChannels, whole(1, arch.MaxChannels), false},
		{"train.generator_steps", &c.Train.GeneratorSteps, whole(1, maxSteps), false},
		{"train.lr_decay", &c.Train.LRDecay, oneOf(NoDecay, LinearDecay), false},
		{"train.ema", &c.Train.EMA, decay(), false},
		{"train.statistics", &c.Train.Statistics, oneOf(RecomputedStatistics, RawStatistics), false},
		{"train.eval_every", &c.Train.EvalEvery, whole(1, maxSteps), false},
		{"train.log_every", &c.Train.LogEvery, whole(1, gan.MaxLosses/2), false},
		{"train.save_minutes", &c.Train.SaveMinutes, number(0, 100_000), true},
		{"train.stop_collapsed", &c.Train.StopCollapsed, anything(), false},
		{"train.seeds", &c.Train.Seeds, wholes(0, math.MaxInt64).and(c.wantSeeds), false},

		{"derive.top_k", &c.Derive.TopK, whole(0, 100_000), false},
		{"derive.select", &c.Derive.Select, oneOf(SelectIS, SelectFID), false},
		{"derive.after_search", &c.Derive.AfterSearch, anything(), false},

		{"eval.scorer", &c.Eval.Scorer, anything(), false},
		{"eval.reference", &c.Eval.Reference, anything(), false},
		{"eval.images", &c.Eval.Images, whole(2, maxMeasured), false},
		{"eval.splits", &c.Eval.Splits, whole(1, 1000).and(c.wantEvalSplits), false},
		{"eval.batch", &c.Eval.Batch, whole(1, maxBatch), false},
	}
	at := 1 + slices.IndexFunc(list, func(s setting) bool { return s.key == "space.cells" })
	return slices.Insert(list, at, c.fixSettings()...)
}
