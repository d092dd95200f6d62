package config

// Strategy is what proposes architectures.
type Strategy string

// The paper's LSTM controller, trained by REINFORCE, and random sampling.
const (
	ControllerStrategy Strategy = "controller"
	RandomStrategy     Strategy = "random"
)

// Levels says whether a search is on several levels (the paper's MLAS) or on
// one (SLAS): one controller then decides on all cells, and nothing grows.
type Levels string

// The two kinds of search of the paper.
const (
	MultiLevel  Levels = "multi"
	SingleLevel Levels = "single"
)

// Weights are those with which an architecture is measured.
type Weights string

// The weights of the shared GAN, or those of a short training of its own.
const (
	SharedWeights Weights = "shared"
	FromScratch   Weights = "scratch"
)

// RewardMetric is what the reward of an architecture is.
type RewardMetric string

// The paper's Inception score, or the reciprocal of the distance from the
// training images, with which the paper finds architectures as good, slower.
const (
	RewardIS  RewardMetric = "is"
	RewardFID RewardMetric = "fid"
)

// Tuning says whether a run chooses the kernels of its convolutions by timing
// them before it starts.
type Tuning string

// The ways of choosing kernels.
const (
	// TuneGPU chooses on GPUs. On CPUs a kernel takes up to seconds to compile,
	// and the defaults are those that have won there.
	TuneGPU Tuning = "gpu"
	TuneOn  Tuning = "on"
	TuneOff Tuning = "off"
)
