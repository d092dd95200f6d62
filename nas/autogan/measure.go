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
	for r.state.Step < total {
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
		r.observer.Advance(1)
		if err := r.saveSometimes(); err != nil {
			return false, err
		}
	}
	return true, nil
}

// selectTopK measures candidates of the trained controller and keeps the best
// as the parents of the next stage, with the controller's states. In a search
// from scratch, all trials so far are the candidates.
func (r *Search) selectTopK(ctx context.Context) error {
	n := r.config.Search.NumCandidates
	r.observer.Phase(r.label("top K"), n, 0)
	if r.config.Search.Weights == config.FromScratch {
		return r.selectMeasured()
	}
	batch, err := r.measureNew(ctx, "selection", n)
	if err != nil {
		return err
	}
	trials := make([]nas.Trial, len(batch))
	for i, record := range batch {
		trials[i] = record.Trial
	}
	hidden, err := r.strategy.States(trials)
	if err != nil {
		return err
	}
	top := r.topK()
	for i, record := range batch {
		top.Add(nas.Candidate{Tokens: record.Tokens, Reward: record.Reward, Hidden: hidden[i]})
	}
	r.state.Parents = top.Best
	r.observer.Advance(n)
	return nil
}

func (r *Search) topK() nas.TopK {
	return nas.TopK{K: r.config.Search.TopK, AllowDuplicates: r.config.Search.AllowDuplicates}
}

// selectMeasured keeps the best of all trials so far.
func (r *Search) selectMeasured() error {
	lines, err := nas.ReadLog[TrialLine](r.folder.join(trialsFile))
	if err != nil {
		return err
	}
	top := r.topK()
	for _, line := range lines {
		top.Add(nas.Candidate{Tokens: line.Tokens, Reward: line.Reward})
	}
	r.state.Parents = top.Best
	return nil
}

// measureNew draws n architectures, measures them and logs them. If
// interrupted, it restores the strategy and logs nothing.
func (r *Search) measureNew(ctx context.Context, phase string, n int) ([]nas.Record, error) {
	before := r.strategy.State()
	trials, err := r.strategy.Suggest(n)
	if err != nil {
		return nil, err
	}
	batch := make([]nas.Record, n)
	lines := make([]TrialLine, n)
	for i, trial := range trials {
		trial.Iteration = r.state.Iteration
		measured, err := r.measure(ctx, trial)
		if errors.Is(err, ErrInterrupted) {
			return nil, errors.Join(err, r.strategy.SetState(before))
		}
		if err != nil {
			return nil, err
		}
		batch[i] = nas.Record{Trial: trial, Measurement: measured}
		lines[i] = TrialLine{Phase: phase, Record: batch[i]}
	}
	return batch, r.trials.Append(lines...)
}

// measure returns the reward of an architecture: with the shared weights or
// after a short training from scratch.
func (r *Search) measure(ctx context.Context, trial nas.Trial) (nas.Measurement, error) {
	a, err := r.config.Archs().Arch(trial.Tokens)
	if err != nil {
		return nas.Measurement{}, err
	}
	if r.config.Search.Weights == config.FromScratch {
		return r.measureScratch(ctx, a, fmt.Sprintf("trial-%04d", trial.ID))
	}
	c := r.config
	return r.measureShared(ctx, a, seedFor(c, forReward, c.Stages()*trial.ID+trial.Stage))
}

// measureShared returns the reward of an architecture with the shared weights;
// the latent vectors follow from the seed.
func (r *Search) measureShared(ctx context.Context, a arch.Arch, seed uint64) (nas.Measurement, error) {
	source := samples(r.trainer.Gen, a, sharedMode(r.config), seed)
	if r.config.Reward.Metric == config.RewardFID {
		return r.measureDistance(ctx, a, source)
	}
	c := r.config.Reward
	m, err := metric.Measure(ctx, r.stream, r.scorer, metric.MeasureConfig{Images: c.Images, Batch: c.Batch, Splits: c.Splits}, source)
	if err != nil {
		return nas.Measurement{}, measured(a, err)
	}
	return nas.Measurement{Reward: m.Score, Metrics: map[string]float64{"is_std": m.Deviation}}, nil
}

// measureDistance is measureShared for rewards that are the reciprocal of the
// FID.
func (r *Search) measureDistance(ctx context.Context, a arch.Arch, source metric.Source) (nas.Measurement, error) {
	if r.measurer == nil {
		eval := config.Eval{Images: r.config.Reward.Images, Splits: r.config.Reward.Splits, Batch: r.config.Reward.Batch}
		var err error
		r.measurer, err = newEvaluator(ctx, r.stream, r.scorer, eval, r.data, r.config.ImageSize(r.stage()), r.folder.path, quiet{})
		if err != nil {
			return nas.Measurement{}, err
		}
	}
	e, err := r.measurer.measure(ctx, r.stream, source)
	if err != nil {
		return nas.Measurement{}, measured(a, err)
	}
	return nas.Measurement{Reward: rewardOf(config.RewardFID, e.IS, e.FID), Metrics: map[string]float64{"is": e.IS, "is_std": e.ISStd, "fid": e.FID}}, nil
}

// rewardOf is the reward of what was measured.
func rewardOf(metric config.RewardMetric, is, fid float64) float64 {
	if metric == config.RewardFID {
		return 1 / fid
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
