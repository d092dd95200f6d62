package config

// Train is the training of one architecture from scratch (paper, section
// 4.2). What it does not name is the same as in the search: the batches, n_critic
// and the optimisers of [GAN].
type Train struct {
	Arch           string            // as [arch.Space.Parse] reads it; "" in experiments that search
	Channels       int               // width of the generator; gf_dim
	DiscChannels   int               // width of the discriminator; df_dim
	GeneratorSteps int               // length; max_iter
	EMA            float64           // decay of the averaged weights, per generator step
	Statistics     AverageStatistics // of the averaged weights' batch norms
	EvalEvery      int               // generator steps between evaluations; val_freq, in epochs there
	LogEvery       int               // discriminator steps per line of metrics.jsonl
	SaveMinutes    float64           // between checkpoints; 0 is at every line
	StopCollapsed  bool              // end when the losses stop varying, by the settings of Reset
	Seeds          []int             // a training for each; none means one, with the experiment's seed
}

// Derive says which of a search's architectures are trained from scratch.
type Derive struct {
	TopK int // the best so many; 0 means all that the search has kept
}

// Eval is how a trained generator is measured.
type Eval struct {
	Scorer    string // as Reward.Scorer; "" is the reward's
	Reference string // .npz file with the statistics of the images to compare with; "" is the training images'
	Images    int    // generated; num_eval_imgs
	Splits    int    // of those images, for the Inception score
	Batch     int    // images per generator call; eval_batch_size
}

// AverageStatistics says by what the batch norms of the averaged weights
// normalise.
type AverageStatistics string

// The reference code averages parameters only, so that its averaged weights run
// with the statistics of the raw network. Recomputing them is the default.
const (
	RecomputedStatistics AverageStatistics = "recomputed"
	RawStatistics        AverageStatistics = "raw"
)

// trainDefaults are the settings of the paper and of its training scripts. The
// scripts evaluate every 20 epochs of 320, which is 16 times.
func trainDefaults() (Train, Eval) {
	train := Train{
		Channels: 256, DiscChannels: 128, GeneratorSteps: 50_000, EMA: 0.999, Statistics: RecomputedStatistics,
		EvalEvery: 3125, LogEvery: 100, SaveMinutes: 5, Seeds: []int{},
	}
	return train, Eval{Images: 50_000, Splits: 10, Batch: 100}
}

// Trains reports whether the experiment trains an architecture that it names,
// rather than searching for one.
func (c Config) Trains() bool { return c.Train.Arch != "" }

// EvalScorer returns the scorer that measures trained generators.
func (c Config) EvalScorer() string {
	if c.Eval.Scorer != "" {
		return c.Eval.Scorer
	}
	return c.Reward.Scorer
}
