package config

import "autogan/gan/arch"

// Fidelity selects the defaults where the paper and its published code differ.
// Each difference is a setting, so any mixture is possible. The package comment
// lists those that are not settings.
type Fidelity string

// The two published methods.
const (
	Paper     Fidelity = "paper"
	Reference Fidelity = "reference" // the authors' search.py as its script runs it
)

// SkipTap says which tensor of a cell feeds the skip-ins of later cells: the
// output of its first half before or after its own skip-ins are added.
type SkipTap string

// The paper's Figure 3 taps before the addition. The reference code adds in
// place, so later cells see the sum.
const (
	TapBeforeSkips SkipTap = "before-skips"
	TapAfterSkips  SkipTap = "after-skips"
)

// Statistics says which statistics the batch norms of the shared GAN use
// outside training.
type Statistics string

// The reference code uses the running statistics, which mix all sampled
// architectures. The statistics of the batch belong to the architecture that is
// measured.
const (
	RunningStatistics Statistics = "running"
	BatchStatistics   Statistics = "batch"
)

// Default returns all settings of a fidelity. An unknown fidelity gets those of
// the paper.
func Default(f Fidelity) Config {
	c := paperDefaults()
	c.Fidelity = f
	if f != Reference {
		return c
	}
	c.GAN.SkipTap = TapAfterSkips
	c.GAN.UnusedDecaysMoments = true
	c.Train.Statistics = RawStatistics
	c.Search.LossesEvery = 1
	c.Search.Iterations = []int{15, 20, 30}
	c.Controller.Entropy = 1e-3
	c.Controller.BaselineReset = true
	c.Controller.BaselineFirst = true
	c.Controller.AdvantagePerChoice = true
	c.Derive.Select = SelectFID
	return c
}

// paperDefaults follows the paper (ICCV 2019, section 4) and, where it is
// silent, the published search script.
func paperDefaults() Config {
	train, eval := trainDefaults()
	return Config{
		Seed: 12345, Precision: Float32,
		Tune:  TuneGPU,
		Space: Space{Name: arch.Default},
		Data:  Data{Name: proceduralData},
		GAN: GAN{
			Channels: 128, DiscChannels: 64, LatentDim: 128, BottomWidth: 4,
			BatchG: 128, BatchD: 64, NCritic: 5, LRG: 2e-4, LRD: 2e-4, Betas: [2]float64{0, 0.9},
			Statistics: RunningStatistics, SkipTap: TapBeforeSkips, Init: XavierInit,
		},
		Search: Search{
			Strategy: ControllerStrategy, Levels: MultiLevel, Weights: SharedWeights, ScratchSteps: 4700, // 30 epochs
			ASHAEta: 4, ASHAMaxSteps: 50_000, // Li and Talwalkar; a whole training
			CorrelateArchs: RandomArchs,
			Iterations:     []int{25, 30, 35}, SharedEpochs: 15, LossesEvery: 10, SaveMinutes: 2, NumCandidates: 10, TopK: 5,
		},
		Controller: Controller{
			Steps: 30, Batch: 1, Hidden: 100, LR: 3.5e-4, Betas: [2]float64{0, 0.9},
			Entropy: 1e-4, BaselineDecay: 0.9,
			DecisionOrder: SkipsLast, Skips: JointSkips, FirstInput: ZeroInput, // the code's: see the package comment
		},
		Reset:  Reset{Enabled: true, Window: 500, Threshold: 1e-3, Criterion: Variance},
		Reward: Reward{Scorer: defaultScorer(proceduralData), Metric: RewardIS, Also: []string{}, Images: 5000, Splits: 10, Batch: 100},
		Train:  train,
		Derive: Derive{Select: SelectIS},
		Eval:   eval,
	}
}
