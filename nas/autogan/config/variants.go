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

// DecisionOrder says when a controller decides on the skip-ins of a cell: before
// or after all other decisions. The paper has them first (section 3.1),
// the reference code last.
type DecisionOrder string

// The orders of decisions.
const (
	SkipsLast  DecisionOrder = "skips-last"
	SkipsFirst DecisionOrder = "skips-first"
)

// Skips says how a controller decides on the skip-ins of a cell: one decision on
// the set of earlier cells, as in the reference code, or one decision between yes
// and no for each earlier cell, the oldest first, as in the paper (section 3.1).
type Skips string

// The ways of deciding on skip-ins.
const (
	JointSkips  Skips = "joint"
	BinarySkips Skips = "binary"
)

// FirstInput is what the controller of a later stage reads before its first
// decision: zeros, as in the reference code, or the last decision of the parent
// that it extends, as in the paper's Figure 1.
type FirstInput string

// The first inputs of a controller.
const (
	ZeroInput FirstInput = "zero"
	LastToken FirstInput = "last-token"
)

// Criterion is what dynamic resetting compares with its threshold: the variance
// of the last losses, as the paper's settings and the reference code do, or
// their standard deviation, as the paper's text says.
type Criterion string

// The criteria of dynamic resetting.
const (
	Variance  Criterion = "variance"
	Deviation Criterion = "deviation"
)

// Init is how the weights of the generator's convolutions begin, as in the
// reference code; its scripts use Xavier's.
type Init string

// The initialisations.
const (
	XavierInit     Init = "xavier"     // uniform, gain 1
	NormalInit     Init = "normal"     // N(0, 0.02²)
	OrthogonalInit Init = "orthogonal" // gain 1
)

// LRDecay is how the learning rates of a training from scratch fall. With linear
// decay the rates of generator step k of n, counted from 0, and of the
// discriminator steps up to the next one, are 1-k/n times the first ones. The
// reference code, which can do this and whose scripts do not, uses the rate of
// the generator step before.
type LRDecay string

// The decays.
const (
	NoDecay     LRDecay = "none"
	LinearDecay LRDecay = "linear"
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
