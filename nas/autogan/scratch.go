package autogan

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/nas"
	"autogan/nas/autogan/config"
)

// scratchConfig returns the settings of a short training of one architecture:
// with the widths of the search, without averaging, measured as rewards are. It
// ends early when the losses stop varying.
func scratchConfig(c config.Config, a arch.Arch, name string) config.Config {
	c.RunDir = filepath.Join(scratchFolder(c), name)
	c.Name = name
	c.Train = config.Train{
		Arch: a.String(), Channels: c.GAN.Channels, DiscChannels: c.GAN.DiscChannels,
		GeneratorSteps: c.Search.ScratchSteps, LRDecay: config.NoDecay, EMA: 0, Statistics: config.RecomputedStatistics,
		EvalEvery: c.Search.ScratchSteps, LogEvery: c.Train.LogEvery, SaveMinutes: c.Search.SaveMinutes,
		StopCollapsed: c.Reset.Enabled, Seeds: []int{},
	}
	c.Eval = config.Eval{Scorer: c.Reward.Scorer, Reference: scratchReference(c), Images: c.Reward.Images, Splits: c.Reward.Splits, Batch: c.Reward.Batch}
	return c
}

// scratchReference is the file of statistics that short trainings are compared
// with; "" if they measure the training images.
func scratchReference(c config.Config) string {
	if c.EvalScorer() != c.Reward.Scorer {
		return "" // it holds the features of another network
	}
	return c.Eval.Reference
}

// scratchFolder is where a search keeps its short trainings.
func scratchFolder(c config.Config) string { return filepath.Join(c.RunFolder(), "scratch") }

// measureScratch returns the reward of an architecture after a short training,
// whose folder it then removes.
func (r *Search) measureScratch(ctx context.Context, a arch.Arch, name string) (nas.Measurement, error) {
	c := scratchConfig(r.config, a, name)
	m, err := r.rewardAfter(ctx, c, func() (Evaluation, error) {
		result, err := r.scratch.run(ctx, c)
		return result.Last, err
	})
	if err != nil {
		return nas.Measurement{}, err
	}
	return m, removeTraining(c.RunDir)
}

// rewardAfter returns the reward of what a training from scratch evaluates at
// its end. A training that diverges gets 0, less than any other.
func (r *Search) rewardAfter(ctx context.Context, c config.Config, train func() (Evaluation, error)) (nas.Measurement, error) {
	e, err := train()
	// The training chose its own kernels; switch back to those of the search.
	if back := useKernels(ctx, r.stream, r.config, r.folder, r.observer, nil); back != nil {
		return nas.Measurement{}, errors.Join(err, back)
	}
	if errors.Is(err, gan.ErrNotFinite) {
		r.observer.Message(fmt.Sprintf("%s: %s diverged in its training from scratch, so its reward is 0", c.Name, c.Train.Arch))
		return nas.Measurement{}, nil
	}
	if err != nil {
		return nas.Measurement{}, err
	}
	return nas.Measurement{
		Reward:  rewardOf(r.config.Reward.Metric, e.IS, e.FID),
		Metrics: map[string]float64{"is": e.IS, "is_std": e.ISStd, "fid": e.FID},
	}, nil
}

func removeTraining(folder string) error {
	if err := os.RemoveAll(folder); err != nil {
		return fmt.Errorf("autogan: remove a measured training: %w", err)
	}
	return nil
}

// quiet ignores the progress of short trainings: the search reports its own.
type quiet struct{}

// Phase implements [Observer].
func (quiet) Phase(string, int, int) {}

// Advance implements [Observer].
func (quiet) Advance(int) {}

// Message implements [Observer].
func (quiet) Message(string) {}
