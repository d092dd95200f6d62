package autogan

import (
	"context"
	"fmt"

	"autogan/gan"
	"autogan/gan/metric"
	"autogan/nas"
	"autogan/vk/tensor"
)

// trainController updates the controller by REINFORCE on the frozen shared GAN
// (paper, section 3.2).
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
		batch, err := r.measureNew("controller", r.config.Controller.Batch)
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
// as the parents of the next stage, with the controller's hidden states.
func (r *Search) selectTopK() error {
	n := r.config.Search.NumCandidates
	r.observer.Phase(r.label("top K"), n, 0)
	batch, err := r.measureNew("selection", n)
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
	top := nas.TopK{K: r.config.Search.TopK, AllowDuplicates: r.config.Search.AllowDuplicates}
	for i, record := range batch {
		top.Add(nas.Candidate{Tokens: record.Tokens, Reward: record.Reward, Hidden: hidden[i]})
	}
	r.state.Parents = top.Best
	r.observer.Advance(n)
	return nil
}

// measureNew draws n architectures, measures them and logs them.
func (r *Search) measureNew(phase string, n int) ([]nas.Record, error) {
	trials, err := r.strategy.Suggest(n)
	if err != nil {
		return nil, err
	}
	batch := make([]nas.Record, n)
	lines := make([]TrialLine, n)
	for i, trial := range trials {
		trial.Iteration = r.state.Iteration
		measured, err := r.measure(trial)
		if err != nil {
			return nil, err
		}
		batch[i] = nas.Record{Trial: trial, Measurement: measured}
		lines[i] = TrialLine{Phase: phase, Record: batch[i]}
	}
	return batch, r.trials.Append(lines...)
}

// measure is the Inception score of an architecture with the shared weights,
// on latent vectors of the trial's own.
func (r *Search) measure(trial nas.Trial) (nas.Measurement, error) {
	arch, err := gan.ArchFromTokens(trial.Tokens)
	if err != nil {
		return nas.Measurement{}, err
	}
	c := r.config
	seed := c.seedFor(forReward, c.Stages()*trial.ID+trial.Stage)
	generate := func(from, count int) tensor.Tensor {
		z := gan.Latent(r.stream, count, c.GAN.LatentDim, seed, uint64(from))
		return r.trainer.Gen.Sample(r.stream, z, arch, c.EvalMode())
	}
	mean, deviation, err := metric.ScoreSamples(r.stream, r.scorer, c.Reward.Images, c.Reward.Batch, c.Reward.Splits, generate)
	if err != nil {
		return nas.Measurement{}, fmt.Errorf("autogan: measure %s: %w", arch, err)
	}
	return nas.Measurement{Reward: mean, Metrics: map[string]float64{"is_std": deviation}}, nil
}
