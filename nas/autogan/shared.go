package autogan

import (
	"context"
	"errors"
	"fmt"
	"time"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/nas/autogan/config"
)

// trainShared trains the shared GAN for the epochs of one search iteration,
// with a new architecture from the controller at every discriminator step
// (paper, Algorithm 1). It ends early when the losses stop varying (dynamic
// resetting) or are not finite.
func (r *Search) trainShared(ctx context.Context) (done bool, err error) {
	total := r.sharedSteps()
	if total == 0 {
		return true, nil
	}
	r.observer.Phase(r.label("shared GAN"), total, r.state.Step)
	for r.state.Step < total && !r.state.Collapsed && !r.state.Lost && r.state.Cut == 0 {
		if ctx.Err() != nil {
			return false, nil
		}
		done := stepsOf(r.state.Losses) // before an interruption
		steps := min(r.config.Search.LossesEvery, total-r.state.Step+done)
		if err := r.sharedBlock(ctx, steps); err != nil {
			return false, err
		}
		r.observer.Advance(steps - done)
		r.watchBudget()
		if err := r.saveSometimes(); err != nil {
			return false, err
		}
	}
	if r.state.Collapsed {
		r.observer.Message(fmt.Sprintf("%s: the losses stopped varying at step %d%s", r.label("shared GAN"), r.state.Step, r.sequel()))
	}
	return true, nil
}

// sequel says what follows from a collapse.
func (r *Search) sequel() string {
	if r.resetDue() {
		return ": the GAN will start anew"
	}
	return "; this is the last iteration, so the GAN keeps its weights"
}

// sharedSteps is the number of discriminator steps of one iteration.
func (r *Search) sharedSteps() int {
	if r.shuffler == nil { // a search from scratch
		return 0
	}
	return sharedSteps(r.config, r.shuffler.BatchesPerEpoch())
}

// sharedSteps is the number of discriminator steps of one iteration, with so
// many batches in an epoch.
func sharedSteps(c config.Config, perEpoch int) int {
	if c.Search.Weights == config.FromScratch {
		return 0
	}
	steps := c.Search.SharedEpochs * perEpoch
	if c.Search.MaxSteps > 0 {
		return min(steps, c.Search.MaxSteps)
	}
	return steps
}

// sharedBlock takes the given number of discriminator steps, and a generator
// step after every n_critic-th of them, beginning with the first. The host
// draws all architectures of the block at once and reads all its losses at
// once. If interrupted, it restores the strategy, and the losses so far are in
// the state.
func (r *Search) sharedBlock(ctx context.Context, steps int) error {
	before := r.strategy.State()
	trials, err := r.strategy.Suggest(steps)
	if err != nil {
		return err
	}
	archs, err := archsOf(r.config, trials)
	if err != nil {
		return err
	}
	begun, rest := time.Now(), archs[stepsOf(r.state.Losses):]
	for _, a := range rest {
		if ctx.Err() != nil {
			return errors.Join(breakOff(ctx, r.trainer, &r.state.Losses), r.strategy.SetState(before))
		}
		if err := r.sharedStep(a); err != nil {
			return err
		}
		r.state.Step++
	}
	return r.readLosses(steps, len(rest), begun)
}

// readLosses waits for the last steps of a block, which began at a time, judges
// the losses of the block and logs them.
func (r *Search) readLosses(steps, last int, begun time.Time) error {
	losses, err := takeBlock(r.trainer, &r.state.Losses)
	if err == nil {
		r.state.Collapsed = r.state.Reset.Watch(losses)
		err = r.keepGAN(steps)
	}
	if errors.Is(err, gan.ErrNotFinite) {
		r.state.Collapsed = false // there is nothing left that could have collapsed
		err = r.diverge(err)
	}
	if err != nil {
		return fmt.Errorf("autogan: %s, step %d: %w", r.label("shared GAN"), r.state.Step, err)
	}
	line := r.lossLine(losses)
	if err := r.metrics.Append(line); err != nil {
		return err
	}
	return r.showBlock(line, last, begun)
}

func (r *Search) sharedStep(a arch.Arch) error {
	indices, err := batchAt(r.shuffler, r.state.Iteration*r.config.Search.SharedEpochs, r.state.Step)
	if err != nil {
		return err
	}
	real := r.images.Batch(r.stream, indices)
	if err := r.trainer.DiscriminatorStep(a, real); err != nil {
		return err
	}
	if r.state.Step%r.config.GAN.NCritic != 0 {
		return nil
	}
	return r.trainer.GeneratorStep(a)
}

func (r *Search) lossLine(losses []gan.Loss) MetricLine {
	d, g := meanLosses(losses)
	return MetricLine{Iteration: r.state.Iteration, Stage: r.stage(), Step: r.state.Step, LossD: d, LossG: g,
		Reset: r.resetDue(), Collapsed: r.state.Collapsed && !r.resetDue(), Diverged: r.state.Lost}
}

// label names a phase with its iteration and image size.
func (r *Search) label(phase string) string {
	size := r.config.ImageSize(r.stage())
	return fmt.Sprintf("iteration %d/%d, %d×%d, %s", r.state.Iteration+1, r.config.TotalIterations(), size, size, phase)
}
