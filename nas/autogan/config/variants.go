package config

// Strategy is what proposes architectures.
type Strategy string

// The paper's LSTM controller, trained by REINFORCE; random sampling; random
// sampling whose trainings from scratch are stopped early (ASHA in package nas).
const (
	ControllerStrategy Strategy = "controller"
	RandomStrategy     Strategy = "random"
	ASHAStrategy       Strategy = "asha"
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
