package config

// Train is the training of one architecture from scratch (paper, section 4).
// The batches, n_critic and the optimisers are those of [GAN].
type Train struct {
	Arch           string            // as [arch.Space.Parse] reads it; "" in experiments that search
	Channels       int               // width of the generator; gf_dim
	DiscChannels   int               // width of the discriminator; df_dim
	GeneratorSteps int               // length; max_iter
	LRDecay        LRDecay           // how both learning rates fall over that length; lr_decay
	EMA            float64           // decay of the averaged weights, per generator step
	Statistics     AverageStatistics // of the averaged weights' batch norms
	EvalEvery      int               // generator steps between evaluations; val_freq (there in epochs)
	LogEvery       int               // discriminator steps per line of metrics.jsonl
	SaveMinutes    float64           // between checkpoints; 0 saves at every line of metrics.jsonl
	StopCollapsed  bool              // end when the losses stop varying, as Reset defines it
	Seeds          []int             // one training each; empty means one training with Config.Seed
}

// Derive says which of a search's architectures are trained from scratch, and
// which of these is the best.
type Derive struct {
	TopK        int       // how many, best first; 0 means all that the search kept
	Select      Selection // what the best of them has
	AfterSearch bool      // the command that searches goes on with the derivation
}

// Selection says by which figure the trained architectures are ranked.
type Selection string

// The paper keeps the architecture with the highest Inception score (section
// 3.3.3). The published code leaves this choice to its user. The only choice
// that it makes itself, that of a training's checkpoint, is by the lowest FID.
const (
	SelectIS  Selection = "is"
	SelectFID Selection = "fid"
)

// Eval is how a trained generator is measured.
type Eval struct {
	Scorer    string // as Reward.Scorer; "" means the same as Reward.Scorer
	Reference string // .npz file of statistics to compare with; "" means those of the training images
	Images    int    // generated; num_eval_imgs
	Splits    int    // of those images, for the Inception score
	Batch     int    // images per generator call, which changes no figure; eval_batch_size
}

// AverageStatistics says which statistics the batch norms of the averaged
// weights use.
type AverageStatistics string

// The reference code averages only parameters, so its averaged weights run with
// the statistics of the raw network. Recomputing them is the default.
const (
	RecomputedStatistics AverageStatistics = "recomputed"
	RawStatistics        AverageStatistics = "raw"
)

// trainDefaults are the settings of the paper and of its training scripts. The
// scripts evaluate every 20 epochs of 320, which is 16 times.
func trainDefaults() (Train, Eval) {
	train := Train{
		Channels: 256, DiscChannels: 128, GeneratorSteps: 50_000, LRDecay: NoDecay, EMA: 0.999, Statistics: RecomputedStatistics,
		EvalEvery: 3125, LogEvery: 100, SaveMinutes: 5, Seeds: []int{},
	}
	return train, Eval{Images: 50_000, Splits: 10, Batch: 100}
}

// Trains reports whether the experiment trains an architecture that it names,
// rather than searching for one.
func (c Config) Trains() bool { return c.Train.Arch != "" }
