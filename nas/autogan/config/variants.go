package config

// Strategy is what proposes architectures.
type Strategy string

// The paper's LSTM controller, trained by REINFORCE, and random sampling.
const (
	ControllerStrategy Strategy = "controller"
	RandomStrategy     Strategy = "random"
)

// Levels says whether a search has several levels (the paper's MLAS), one per
// cell, or a single one (SLAS), in which one controller decides on all cells
// and nothing grows.
type Levels string

// The two kinds of search of the paper.
const (
	MultiLevel  Levels = "multi"
	SingleLevel Levels = "single"
)

// Weights says with which weights an architecture is measured.
type Weights string

// The weights of the shared GAN, or those of a short training from scratch.
const (
	SharedWeights Weights = "shared"
	FromScratch   Weights = "scratch"
)

// RewardMetric is what the reward of an architecture is.
type RewardMetric string

// The paper's Inception score, or the reciprocal of the FID. The paper finds
// equally good architectures with the FID, but slower.
const (
	RewardIS  RewardMetric = "is"
	RewardFID RewardMetric = "fid"
)

// Correlated says which architectures a search correlates after it has ended.
type Correlated string

// Architectures drawn uniformly from the space, or by the controller of the last
// stage once it is trained, as the paper's Figure 7 does.
const (
	RandomArchs  Correlated = "random"
	DerivedArchs Correlated = "derived"
)

// Tuning says whether a run times kernels before it starts, to choose those of
// its convolutions.
type Tuning string

// The ways of choosing kernels.
const (
	// TuneGPU times kernels only on GPUs. On CPUs a kernel can take seconds to
	// compile, and the defaults are the kernels that have won there.
	TuneGPU Tuning = "gpu"
	TuneOn  Tuning = "on"
	TuneOff Tuning = "off"
)
