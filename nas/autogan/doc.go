// Package autogan is the paper's method (Gong et al., AutoGAN, ICCV 2019): it
// searches the generators of package gan with the strategies of package nas.
//
// A [config.Config] holds every setting of an experiment:
//
//	c, err := config.Load("quickstart", "gan.channels=16", "seed=2")
//
// [Open] makes or continues a [Search], [Train] trains one architecture from
// scratch, [Derive] trains those that a search has found, and [Compare] runs
// several searches with several seeds. [NewForecast] says how long a search
// takes. A run works in a folder and leaves there
//
//	config.toml          the effective configuration
//	run.json             [RunInfo]
//	kernels.json         the kernels chosen for its convolutions
//	changes.json         the settings that have changed since the run began: a
//	                     [Change] each
//	clock.json           {"seconds": …} of work so far
//	times.jsonl          of a search: a [TimeLine] for every phase of an iteration
//	kept.safetensors     of a search: the shared GAN when its losses and weights were
//	                     last seen to be finite; it goes back there if they are not
//	metrics.jsonl        losses: a [MetricLine] or, in a training, a [TrainLine] each
//	trials.jsonl         of a search: a [TrialLine] for every architecture measured
//	evaluations.jsonl    of a training: an [Evaluation] each
//	events.out.tfevents… with log.tensorboard: the same for TensorBoard, by
//	                     discriminator steps of a training, by positions of a search
//	reference-SIZE.npz   statistics of the training images, for FID
//	result.json          when it has ended: [Result] or [TrainResult]
//	diverged.json        instead, of a training that diverged: [Divergence]
//	summary.json         of a training with several seeds, whose runs are in
//	                     seed-N/: [TrainSummary]
//	derive/result.json   of a derived search: [DeriveResult]; the runs are in
//	                     derive/RANK/, with several seeds in derive/RANK/seed-N/
//	derive/samples.png   images from its best generator, and real ones on the right
//	derive/shared.json   the [Evaluation] of the search's best with the shared
//	                     weights, to compare with: [EvaluateShared]
//
// and a comparison leaves comparison.json, a [Comparison], above its searches
// in NAME-seed-N/.
//
// While a process works in a folder there are also lock and lock.json, which
// says who it is (package lock). A second process is refused. A run below a
// comparison or a derivation locks its own folder as well.
//
// Only clock.json, times.jsonl and the times and speeds in event files depend on
// time, and the checkpoint of a search with a budget.
//
// The folder also has grids of samples and checkpoint.safetensors, which holds
// everything needed to continue. Until the run has ended, the checkpoint before
// it is kept as checkpoint-previous.safetensors. A training also leaves three files
// that [gan.LoadGenerator] reads: generator-best.safetensors, of the evaluation with
// the lowest FID, generator-best-is.safetensors, of the one with the highest
// Inception score, and generator-last.safetensors. All tensors of a checkpoint are named
// NETWORK.TENSOR: gan.generator.*, gan.discriminator.*, gan.adam_g.*,
// gan.adam_d.*, average.* of a training, strategy.* of a search.
//
// Every file except the logs is written under another name and then renamed;
// logs are only appended to. So a run continues after a crash at any moment,
// also on another device. On the same device it ends with the same bits as an
// uninterrupted run.
//
// # Every wrong bit is noticed
//
// A file that is written whole carries its own hash: see the packages sealed and
// checkpoint. A log grows, so its hash is in the checkpoint: that of the lines
// which the checkpoint counts. The one of times.jsonl is in clock.json, since
// nothing in a checkpoint depends on time. Whatever reads a file checks it. If the
// checkpoint is damaged, the error says how to go on from the previous one.
// [CheckRun] reads all files of a run. Only images and the report have no hash;
// nothing is read from them.
//
// # A file that is gone is noticed
//
// run.json has the hash of config.toml, and lists the files that the run has
// written. So what a copy has left out, or what is empty, differs from what was
// not written yet. A run without its configuration, its checkpoint or another
// file on which its end depends is not gone on with, and [CheckRun] names what is
// missing. Earlier programs wrote no list; of their runs it names what the other
// files imply.
//
// # Every command uses one training
//
// Training an architecture, deriving, a random search from scratch and the
// correlation all run the same training, each in its own folder. So all of them
// can be interrupted in the middle of a training and continue there. Trainings
// on the same images share the data, the scorer and the statistics of the real
// images.
//
// # A budget cuts the log
//
// search.hours is a budget of work for a search on a single level. The time of
// all continuations counts, and is in the checkpoint. The search looks at the
// clock after each block of steps and after each measurement. So what it has
// logged equals the beginning of a search without a budget. With shared weights
// it first measures how long the final selection takes, and keeps that time in
// reserve. A search from scratch ends with the measurement in which the budget
// runs out.
//
// # Early stopping
//
// search.strategy = "asha" stops the trainings of random architectures early, by
// the rule of [nas.Halving]. The steps of a rung are search.scratch_steps times a
// power of search.asha_eta. A training that is promoted continues in its folder
// below scratch/, with the same bits as if it had not stopped. Of the trainings
// that wait for a promotion, only the asha_eta best of each rung keep their
// folders.
//
// # Losses are read in blocks
//
// The reference code reads every loss. Here the host reads them in blocks of
// search.losses_every steps (10; 1 with fidelity = "reference") and applies the
// same rule to each in order. So a reset comes up to nine steps late, and the
// device does not wait in between.
//
// A block is not too long to be interrupted: it is broken off after a step, and
// its losses so far are in the checkpoint. So are the measurements of a batch of
// the controller or of a selection that was interrupted.
//
// # Losses that are not finite
//
// A search whose shared GAN diverges goes back to the weights that it kept last
// and leaves out the rest of the iteration's steps. Then the GAN starts anew, as
// after a collapse, except in the last iteration or without resetting. A
// training that diverges ends with the checkpoint and the generators that it had
// before. Neither ends the other seeds or architectures of the same command. A
// search fails only if its shared GAN has diverged whenever it was trained.
//
// # Kernels belong to the run
//
// On a GPU a new run times the candidates of its convolutions for a minute at
// most (package tune) and writes the choice to kernels.json before its first
// step. Another choice would change the order of sums, so whoever continues the
// run uses the same.
//
// # Checkpoints of the published code
//
// [Import] makes the folder of a training from a checkpoint of AutoGAN's published
// code, and [Export] gives a generator or a whole training back to it; package
// published has the names and layouts. A training that goes through such a file
// goes on with the same bits: its steps are those of the discriminator's Adam,
// and the place in the data and the latent vectors follow from them. run.json
// names the file in "imported". Only what this program has measured counts as the
// best: the first evaluation of an imported training replaces the generators that
// were in the file. A [Model] is a generator for all other programs (package onnx).
//
// # TensorBoard shows the logs
//
// With log.tensorboard a run writes a point of TensorBoard for what it writes to
// a log, and its samples. Points are by a step that only grows: the discriminator
// steps of a training, the [Search.position] of a search. So a process that
// continues a run takes back exactly what its checkpoint does not have (package
// tensorboard). Nothing reads these files again, and no other bit of a run
// depends on them.
//
// # Ablations are settings
//
// search.strategy, search.levels, search.weights, reward.metric and
// reset.enabled each change one thing in the same loop, so a comparison shows
// the effect of that thing. Random search with shared weights takes the same
// steps of the GAN at the same sizes and measures as many architectures as the
// controller does. nas/autogan/experiments/README.md has a comparison.
//
// reward.also logs FID or Inception score of the images that the reward is
// measured on. It changes no other bit of a search.
package autogan
