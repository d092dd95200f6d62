// Package autogan is the paper's recipe (Gong et al., AutoGAN, ICCV 2019): the
// search of package nas over the generators of package gan.
//
// A [Config] holds every setting of an experiment. It comes from a TOML file or
// from one of the embedded experiments, over defaults that follow the paper or
// its published code ([Fidelity]):
//
//	c, err := autogan.Load("quickstart", "gan.channels=16", "seed=2")
//
// [Open] makes or continues a [Search], [Train] trains one architecture from
// scratch. Each works in a run folder and leaves there
//
//	config.toml        the effective configuration
//	run.json           [RunInfo]
//	clock.json         {"seconds": …} of work so far; nothing else depends on time
//	metrics.jsonl      losses: a [MetricLine] or, in a training, a [TrainLine] each
//	trials.jsonl       of a search: a [TrialLine] for every architecture measured
//	evaluations.jsonl  of a training: an [Evaluation] each
//	result.json        when it has ended: [Result] or [TrainResult]
//	summary.json       of a training with several seeds, whose runs are in
//	                   seed-N/: [TrainSummary]
//
// Beside these are grids of samples, checkpoint.safetensors with everything
// that continuing needs, and of a training generator-best.safetensors and
// generator-last.safetensors, which [gan.LoadGenerator] reads.
//
// A mistake in a file or an override is a [ConfigError]: one line that says
// where, what was found and what is wanted.
package autogan
