package config

import (
	"path/filepath"
	"slices"
)

// Config is one experiment: everything that decides the result of a search or
// training. Field comments end with the names of the flags in the reference
// code. [Default] has the values of the paper; a TOML file changes them.
type Config struct {
	Name      string    // of the experiment, and of its run folder
	Fidelity  Fidelity  // which of the two published methods the defaults follow
	Seed      uint64    // of everything random; random_seed
	Precision Precision // of the activations of GANs in training
	Device    string    // Vulkan device by index, part of its name or vendor; "" picks one
	RunDir    string    // run folder; "" is runs/NAME

	// ContinueWith are overrides with which a run goes on that began without
	// them. They are no part of an experiment: see [Config.Continued].
	ContinueWith []string

	Tune Tuning // whether a new run times the kernels of its convolutions

	Space      Space
	Data       Data
	GAN        GAN
	Search     Search
	Controller Controller
	Reset      Reset
	Reward     Reward
	Train      Train
	Derive     Derive
	Eval       Eval
	Log        Log
}

// Log is what a run writes for other programs to watch it by.
type Log struct {
	TensorBoard bool // event files for TensorBoard, next to the JSON lines
}

// Precision is the type that stores the activations of a GAN in training.
// Weights, sums and all arithmetic are float32 with each, as is everything
// outside training.
type Precision string

// Precisions. The paper trained in float32.
const (
	Float32  Precision = "f32"
	Mixed    Precision = "mixed"    // float16 activations and copies of weights, with dynamic loss scaling
	BFloat16 Precision = "bfloat16" // bfloat16 in place of float16: float32's range, so no scaling, and 8 bits of precision instead of 11
)

// Data is what the GAN learns to draw.
type Data struct {
	Name    string // procedural, cifar10, stl10 or folder; dataset
	Path    string // folder of the files; data_path
	Batches int    // files of CIFAR-10 to read, 1 to 5; 0 means all
	Images  int    // how many images to use; 0 means all
	SkipBad bool   // go on without the images of a folder that cannot be read
}

// GAN is the generator, the discriminator and how they are trained.
type GAN struct {
	Channels     int        // width of the generator; gf_dim
	DiscChannels int        // width of the discriminator; df_dim
	LatentDim    int        // length of z; latent_dim
	BottomWidth  int        // side of the image before the first cell; bottom_width
	BatchG       int        // images per generator step; gen_batch_size
	BatchD       int        // images per discriminator step; dis_batch_size
	NCritic      int        // discriminator steps per generator step; n_critic
	LRG, LRD     float64    // Adam's rates; g_lr, d_lr
	Betas        [2]float64 // Adam's decays; beta1, beta2
	Statistics   Statistics // that batch norms use when architectures are measured or sampled
	SkipTap      SkipTap    // which tensor of a cell feeds the skip-ins of later cells
	Init         Init       // of the weights of the generator's convolutions; init_type

	// UnusedDecaysMoments is Adam's behaviour for weights that a step's
	// architecture does not use; see [optim.AdamConfig].
	UnusedDecaysMoments bool
}

// Search is the loop around everything (the paper's Algorithm 1).
type Search struct {
	Strategy        Strategy // what proposes architectures
	Levels          Levels   // whether the search grows the generator cell by cell
	Weights         Weights  // the weights with which an architecture is measured
	Hours           float64  // of work after which the search ends with what it has; 0 is no limit
	ScratchSteps    int      // generator steps of a short training, for FromScratch and Correlate; of the lowest rung of ASHAStrategy
	ASHAEta         int      // reduction factor: the best 1 of so many goes on to the next rung
	ASHAMaxSteps    int      // generator steps that the highest rung may have at most
	Correlate       int      // architectures measured with both kinds of weights after the search; 0 is none
	Iterations      []int    // one number per stage; grow_step1, grow_step2, max_search_iter
	SharedEpochs    int      // of the shared GAN per iteration; shared_epoch
	MaxSteps        int      // maximum of discriminator steps per iteration; 0 is no maximum
	LossesEvery     int      // discriminator steps between reads of the losses; the reference code reads each
	NumCandidates   int      // architectures measured when a stage ends, M in the paper; num_candidate
	TopK            int      // how many of them become parents, K in the paper; topk
	SaveMinutes     float64  // between checkpoints inside a phase; 0 saves after every step or block
	AllowDuplicates bool     // keep equal architectures among the top K, as the reference code does

	CorrelateArchs Correlated // which architectures Correlate measures
}

// Controller is the LSTM that proposes architectures, and REINFORCE.
type Controller struct {
	Steps              int        // updates per iteration; ctrl_step
	Batch              int        // architectures measured per update; ctrl_sample_batch
	Hidden             int        // width of the LSTM and of its embedding; hid_size
	LR                 float64    // Adam's rate; ctrl_lr
	Betas              [2]float64 // Adam's decays; beta1, beta2
	Entropy            float64    // weight of the exploration bonus; entropy_coeff
	BaselineDecay      float64    // of the moving average of rewards; baseline_decay
	BaselineReset      bool       // forget the average at every search iteration
	BaselineFirst      bool       // update the average before subtracting it
	AdvantagePerChoice bool       // sum one advantage per decision: multiplies rewards by the number of decisions
	DecisionOrder      DecisionOrder
	Skips              Skips
	FirstInput         FirstInput
}

// Reset is dynamic resetting: a shared GAN has collapsed if its losses stop
// varying, and starts again from new weights.
type Reset struct {
	Enabled   bool    // dynamic_reset
	Window    int     // number of losses; dynamic_reset_window
	Threshold float64 // below which they count as constant; dynamic_reset_threshold
	Criterion Criterion
}

// Reward is how an architecture is measured.
type Reward struct {
	Scorer string // "builtin", "inception", or the file of a scorer; the default follows from Data.Name
	Metric RewardMetric
	Images int // generated per architecture; rl_num_eval_img
	Splits int // of those images; the score is the mean over them
	Batch  int // images per generator call, which changes rewards only with BatchStatistics; eval_batch_size

	Also []string // metrics of the same images that are logged with the reward: "is", "fid"
}

// Measures reports whether a metric of the measured images is logged.
func (r Reward) Measures(m RewardMetric) bool {
	return r.Metric == m || slices.Contains(r.Also, string(m))
}

// RunFolder returns RunDir, or its default.
func (c Config) RunFolder() string {
	if c.RunDir != "" {
		return c.RunDir
	}
	return filepath.Join("runs", c.Name)
}

// Stages returns the number of stages: one per cell of the generator, or one in
// a search on a single level.
func (c Config) Stages() int { return len(c.Search.Iterations) }

// Cells returns the number of cells of a stage's architectures; stages count
// from 0.
func (c Config) Cells(stage int) int {
	_, end := c.Decided(stage)
	return end
}

// ImageSize returns the height and width of images in a stage, counted from 0.
func (c Config) ImageSize(stage int) int { return c.GAN.BottomWidth << c.Cells(stage) }

// TotalIterations returns the number of search iterations of all stages.
func (c Config) TotalIterations() int {
	n := 0
	for _, i := range c.Search.Iterations {
		n += i
	}
	return n
}

// StageOf returns the stage of a search iteration, both counted from 0. It
// panics if the iteration is TotalIterations or more.
func (c Config) StageOf(iteration int) int {
	stage := 0
	for iteration >= c.Search.Iterations[stage] {
		iteration -= c.Search.Iterations[stage]
		stage++
	}
	return stage
}
