package autogan

import (
	"context"
	"errors"
	"fmt"

	"autogan/gan/arch"
	"autogan/gan/metric"
	"autogan/nas"
	"autogan/nas/autogan/config"
)

// trainController updates the controller by REINFORCE on the frozen shared GAN
// (paper, Algorithm 1).
func (r *Search) trainController(ctx context.Context) (done bool, err error) {
	if r.config.Controller.BaselineReset && r.state.Step == 0 {
		r.strategy.ResetBaseline()
	}
	total := r.config.Controller.Steps
	r.observer.Phase(r.label("controller"), total, r.state.Step)
	for r.state.Step < total && r.state.Cut == 0 {
		if ctx.Err() != nil {
			return false, nil
		}
		batch, err := r.measureNew(ctx, "controller", r.config.Controller.Batch)
		if err != nil {
			return false, err
		}
		if err := r.strategy.Observe(batch); err != nil {
			return false, err
		}
		r.state.Step++
		if err := r.showUpdate(batch); err != nil {
			return false, err
		}
		r.observer.Advance(1)
		r.watchBudget()
		if err := r.saveSometimes(); err != nil {
			return false, err
		}
	}
	return true, nil
}

// measureNew draws n architectures, measures them and logs them. If
// interrupted, it restores the strategy and logs nothing; what was measured is
// in the state.
func (r *Search) measureNew(ctx context.Context, phase string, n int) ([]nas.Record, error) {
	before := r.strategy.State()
	trials, err := r.strategy.Suggest(n)
	if err != nil {
		return nil, err
	}
	records, err := r.measureAll(ctx, trials, quiet{})
	if errors.Is(err, ErrInterrupted) {
		return nil, errors.Join(err, r.strategy.SetState(before))
	}
	if err != nil {
		return nil, err
	}
	return records, r.logTrials(phase, records)
}

// measureAll measures trials in their order.
func (r *Search) measureAll(ctx context.Context, trials []nas.Trial, observer Observer) ([]nas.Record, error) {
	records := make([]nas.Record, len(trials))
	for i, trial := range trials {
		trial.Iteration = r.state.Iteration
		measured, err := r.measureOnce(ctx, trial, observer)
		if err != nil {
			return nil, err
		}
		records[i] = nas.Record{Trial: trial, Measurement: measured}
	}
	return records, nil
}

// measureOnce measures a trial, unless that was done before an interruption: then
// the same trials are drawn again, in the same order.
func (r *Search) measureOnce(ctx context.Context, trial nas.Trial, observer Observer) (nas.Measurement, error) {
	if r.remembered < len(r.state.Measured) {
		r.remembered++
		return r.state.Measured[r.remembered-1], nil
	}
	if ctx.Err() != nil {
		return nas.Measurement{}, ErrInterrupted
	}
	m, err := r.measure(ctx, trial)
	if err != nil {
		return nas.Measurement{}, err
	}
	r.state.Measured = append(r.state.Measured, m)
	r.remembered = len(r.state.Measured)
	observer.Advance(1)
	return m, nil
}

// logTrials logs what was measured.
func (r *Search) logTrials(phase string, records []nas.Record) error {
	lines := make([]TrialLine, len(records))
	for i, record := range records {
		lines[i] = TrialLine{Phase: phase, Record: record}
	}
	r.state.Measured, r.remembered = nil, 0
	return r.trials.Append(lines...)
}

// measure returns the reward of an architecture: with the shared weights or
// after a short training from scratch.
func (r *Search) measure(ctx context.Context, trial nas.Trial) (nas.Measurement, error) {
	a, err := r.config.Archs().Arch(trial.Tokens)
	if err != nil {
		return nas.Measurement{}, err
	}
	if r.config.Search.Strategy == config.ASHAStrategy {
		return r.measureRung(ctx, a, trial)
	}
	if r.config.Search.Weights == config.FromScratch {
		return r.measureScratch(ctx, a, trialName(trial.ID))
	}
	c := r.config
	return r.measureShared(ctx, a, seedFor(c, forReward, c.Stages()*trial.ID+trial.Stage))
}

// measureShared returns the reward of an architecture with the shared weights;
// the latent vectors follow from the seed. An architecture whose images have no
// finite score gets 0, less than any other. NaN cannot be ranked, and JSON has
// none.
func (r *Search) measureShared(ctx context.Context, a arch.Arch, seed uint64) (nas.Measurement, error) {
	m, err := r.measureSamples(ctx, a, r.state.Numbered.images(r.trainer.Gen, a, sharedMode(r.config), seed))
	if !errors.Is(err, metric.ErrNotFinite) {
		return m, err
	}
	r.observer.Message(fmt.Sprintf("%s: %v: its reward is 0", r.label("reward"), err))
	return nas.Measurement{Metrics: map[string]float64{}}, nil
}

// measureSamples returns the reward of images of an architecture.
func (r *Search) measureSamples(ctx context.Context, a arch.Arch, source metric.Source) (nas.Measurement, error) {
	if r.config.Reward.Measures(config.RewardFID) {
		return r.measureDistance(ctx, a, source)
	}
	c := r.config.Reward
	m, err := metric.Measure(ctx, r.stream, r.scorer, metric.MeasureConfig{Images: c.Images, Batch: c.Batch, Splits: c.Splits}, source)
	if err != nil {
		return nas.Measurement{}, measured(a, err)
	}
	return nas.Measurement{Reward: m.Score, Metrics: map[string]float64{"is_std": m.Deviation}}, nil
}

// measureDistance is measureSamples where the FID of the images is measured too,
// for the reward or for reward.also. The Inception score is the one that
// measureSamples gives, to the last bit.
func (r *Search) measureDistance(ctx context.Context, a arch.Arch, source metric.Source) (nas.Measurement, error) {
	if r.measurer == nil {
		d, err := imagesAt(ctx, r.data, r.config.ImageSize(r.stage()), quiet{})
		if err != nil {
			return nas.Measurement{}, err
		}
		eval := config.Eval{Images: r.config.Reward.Images, Splits: r.config.Reward.Splits, Batch: r.config.Reward.Batch}
		r.measurer, err = newEvaluator(ctx, r.stream, r.scorer, eval, d, r.folder.path, quiet{})
		if err != nil {
			return nas.Measurement{}, err
		}
	}
	e, err := r.measurer.measure(ctx, r.stream, source)
	if err != nil {
		return nas.Measurement{}, measured(a, err)
	}
	return nas.Measurement{Reward: rewardOf(r.config.Reward.Metric, e.IS, e.FID), Metrics: map[string]float64{"is": e.IS, "is_std": e.ISStd, "fid": e.FID}}, nil
}

// leastFID is the smallest FID that is rewarded as it is. Rounding can make a
// smaller one 0 or negative, which has no useful reciprocal.
const leastFID = 1e-6

// rewardOf is the reward of what was measured. It is finite if they are.
func rewardOf(metric config.RewardMetric, is, fid float64) float64 {
	if metric == config.RewardFID {
		return 1 / max(fid, leastFID)
	}
	return is
}

// measured adds to an error which architecture was being measured. A cancelled
// context becomes [ErrInterrupted].
func measured(a arch.Arch, err error) error {
	if errors.Is(err, context.Canceled) {
		return ErrInterrupted
	}
	return fmt.Errorf("autogan: measure %s: %w", a, err)
}
