package autogan

import (
	"context"
	"fmt"

	"autogan/gan"
	"autogan/gan/dataset"
	"autogan/nas"
	"autogan/nas/autogan/config"
	"autogan/vk"
)

// Search is one run of AutoGAN's search (paper, Algorithm 1): a shared GAN and
// a controller trained in turn, stage by stage, each stage adding a cell.
type Search struct {
	run
	state    state
	trials   *nas.Log[TrialLine]
	metrics  *nas.Log[MetricLine]
	times    *nas.Log[TimeLine]
	data     *dataset.Originals
	scorer   network
	measurer *evaluator // of the stage's image size, for rewards by FID; nil until needed
	scratch  *trainings // of single architectures from scratch

	remembered int     // measurements of the state that have been used
	selection  float64 // seconds of the budget that the final selection will need

	trainer  *gan.Trainer // of the shared GAN; nil in a search from scratch
	strategy nas.Resumable
	images   *gan.Images // of the current stage
	shuffler *dataset.Shuffler
}

// Open prepares a search in its run folder, or continues the one that is there.
// Mistakes of the configuration are a [*config.Error]. If ctx ends first, the
// error is [ErrInterrupted]. Release the search when done; the caller keeps the
// stream.
func Open(ctx context.Context, s *vk.Stream, c config.Config, observer Observer) (*Search, error) {
	r := &Search{run: run{config: c, stream: s, observer: observer}}
	r.work = r
	r.state.Reset = NewDynamicReset(c.Reset)
	if err := r.prepare(ctx); err != nil {
		r.Release()
		return nil, err
	}
	return r, nil
}

func (r *Search) prepare(ctx context.Context) (err error) {
	if err := CheckRoom(r.config, memoryWith(r.stream.Device())); err != nil {
		return err
	}
	if err := r.hold(config.ContinuableSearch); err != nil {
		return err
	}
	if err := checkScorer(r.config, r.config.Reward.Scorer, rewardScorer); err != nil {
		return err
	}
	if r.data, err = openData(ctx, r.config, r.config.ImageSize(0), r.observer); err != nil {
		return err
	}
	if r.scorer, err = openScorer(r.stream, r.config, r.config.Reward.Scorer, rewardScorer, stageSizes(r.config)...); err != nil {
		return err
	}
	if err := r.open(ctx, searchShapes(r.config)); err != nil {
		return err
	}
	if err := r.folder.recordBadImages(len(r.data.Findings().Bad), r.observer); err != nil {
		return err
	}
	return r.takeUp(ctx)
}

// takeUp takes up the search where its folder has it, or begins it.
func (r *Search) takeUp(ctx context.Context) (err error) {
	if r.trials, err = openLog[TrialLine](&r.run, trialsFile, &r.state.Trials); err != nil {
		return err
	}
	if r.metrics, err = openLog[MetricLine](&r.run, metricsFile, &r.state.Metrics); err != nil {
		return err
	}
	if len(r.continuation.fresh) > 0 && r.config.Search.Weights == config.FromScratch {
		return &config.Error{Where: "--continue-with", Problem: "a search from scratch goes on with the settings that it began with: its trainings would not compare"}
	}
	r.scratch = &trainings{stream: r.stream, folder: r.folder.path, observer: quiet{}, data: r.data}
	if err := r.build(); err != nil {
		return err
	}
	if err := r.openImages(ctx); err != nil {
		return err
	}
	r.observer.Message(rewardLine(r.config, r.scorer))
	if err := r.change(); err != nil {
		return err
	}
	if err := r.openTimes(); err != nil {
		return err
	}
	return r.openBoard()
}

// change records the settings with which the search goes on. If it has ended they
// can still be those of a training that follows.
func (r *Search) change() error {
	if r.state.Iteration < r.iterations() {
		return r.recordChanges(r.state.Iteration, r.state.Step)
	}
	if len(r.continuation.fresh) > 0 && !r.config.Derive.AfterSearch {
		return &config.Error{Where: r.config.RunFolder(), Problem: hasEnded}
	}
	return nil
}

// build makes the networks and, when there is a checkpoint, restores it.
func (r *Search) build() error {
	c := r.config
	if c.Search.Weights == config.FromScratch {
		return r.restore()
	}
	var err error
	if r.trainer, err = newShared(r.stream, c); err != nil {
		return err
	}
	return r.restore()
}

// Run searches to the end and returns what it found. If ctx ends first, it
// saves the state and returns [ErrInterrupted].
func (r *Search) Run(ctx context.Context) (Result, error) {
	searched := func() bool { return r.state.Iteration == r.iterations() }
	if err := r.drive(ctx, searched, r.iterate); err != nil {
		return Result{}, err
	}
	if err := r.correlate(ctx); err != nil {
		return Result{}, err
	}
	return r.finish()
}

// iterate is one pass of Algorithm 1's loop, from wherever the state is. When
// ctx is done it returns early, without error, between two steps.
func (r *Search) iterate(ctx context.Context) error {
	if err := r.openImages(ctx); err != nil {
		return err
	}
	if err := r.reserveSelection(ctx); err != nil {
		return err
	}
	phases := []func(context.Context) (done bool, err error){r.trainShared, r.trainController, r.endIteration}
	for r.state.Phase < phase(len(phases)) {
		done, err := phases[r.state.Phase](ctx)
		if err != nil || !done {
			return err
		}
		if err := r.logTime(); err != nil {
			return err
		}
		r.state.Phase++
		r.state.Step = 0
	}
	r.state.Iteration++
	r.state.Phase = sharedPhase
	return r.save()
}

// endIteration closes a stage with its top K and then resets a GAN that has
// collapsed or diverged, as Algorithm 1 does. The other order would rank
// untrained networks.
func (r *Search) endIteration(ctx context.Context) (bool, error) {
	stage, closes := r.stage(), r.lastOfStage()
	if closes {
		if err := r.closeStage(ctx); err != nil {
			return false, err
		}
	}
	if r.resetDue() {
		r.resetGAN()
	}
	r.state.Lost = false
	return true, r.showIteration(stage, closes)
}

// resetGAN gives a GAN that has collapsed or diverged new weights.
func (r *Search) resetGAN() {
	if r.state.Collapsed {
		r.state.Resets++
		r.state.Collapsed = false
	}
	r.trainer.Restart(r.nextWeights())
	r.observer.Message(r.label("dynamic reset") + ": the GAN starts anew")
}

// resetDue reports whether the GAN starts anew when the iteration ends. The
// last iteration resets nothing: no training follows, and its weights are those
// from which samples, evaluations and the correlation draw.
func (r *Search) resetDue() bool {
	last := r.state.Iteration == r.iterations()-1
	return (r.state.Collapsed || r.state.Lost) && r.config.Reset.Enabled && !last
}

func (r *Search) closeStage(ctx context.Context) error {
	if err := r.selectTopK(ctx); err != nil {
		return err
	}
	if r.trainer != nil {
		if err := r.drawSamples(StageSamples(r.stage()), r.state.Parents[0].Tokens); err != nil {
			return err
		}
	}
	return r.grow()
}

// grow goes on to the next stage, if there is one.
func (r *Search) grow() error {
	next := r.stage() + 1
	if next < r.config.Stages() {
		r.observer.Message(fmt.Sprintf("%s: %d×%d from the next iteration on", r.label("growth"), r.config.ImageSize(next), r.config.ImageSize(next)))
	}
	return r.openStage(next)
}

// stage returns the stage of the current iteration; after all iterations, the
// last stage.
func (r *Search) stage() int {
	return r.config.StageOf(min(r.state.Iteration, r.iterations()-1))
}

func (r *Search) lastOfStage() bool {
	next := r.state.Iteration + 1
	return next == r.iterations() || r.config.StageOf(next) != r.stage()
}

// Release frees the device memory and closes the logs.
func (r *Search) Release() {
	r.releaseStage()
	if r.trainer != nil {
		r.trainer.Release()
	}
	if r.scorer != nil {
		r.scorer.Release()
	}
	if r.scratch != nil {
		r.scratch.release()
	}
	if r.times != nil {
		_ = r.times.Close() // its lines are on disk
	}
	r.close()
}
