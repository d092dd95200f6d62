package autogan

import (
	"context"
	"fmt"
	"slices"

	"autogan/nas"
	"autogan/nas/autogan/config"
)

// correlationPhase marks the trials that [Correlation] is computed from.
const correlationPhase = "correlation"

// ScratchMetric is the metric of a trial of the correlation that holds the
// reward after training from scratch.
const ScratchMetric = "scratch"

// drawsPerArch limits the draws for the correlation: a controller that has
// converged repeats itself.
const drawsPerArch = 50

// drawDerived keeps different architectures for the correlation that the trained
// controller of the last stage draws, as in the derivation (paper, Figure 7). It
// is called before that controller is released.
func (r *Search) drawDerived() error {
	want := r.config.Search.Correlate
	if want == 0 || r.config.Search.CorrelateArchs != config.DerivedArchs || r.stage() != r.config.Stages()-1 {
		return nil
	}
	var derived []nas.Trial
	drawn := 0
	for ; drawn < drawsPerArch*want && len(derived) < want; drawn += want {
		trials, err := r.strategy.Suggest(want)
		if err != nil {
			return err
		}
		derived = addDifferent(derived, trials, want)
	}
	if len(derived) < want {
		r.observer.Message(fmt.Sprintf("correlation: %d draws of the trained controller gave %d different architectures, not %d", drawn, len(derived), want))
	}
	r.state.Derived = derived
	return nil
}

// addDifferent appends the trials whose architectures are not there yet, up to n
// in all.
func addDifferent(trials, drawn []nas.Trial, n int) []nas.Trial {
	for _, d := range drawn {
		known := slices.ContainsFunc(trials, func(t nas.Trial) bool { return slices.Equal(t.Tokens, d.Tokens) })
		if !known && len(trials) < n {
			trials = append(trials, d)
		}
	}
	return trials
}

// toCorrelate is the number of architectures that correlate measures.
func (r *Search) toCorrelate() int {
	n := r.config.Search.Correlate
	if r.config.Search.CorrelateArchs == config.DerivedArchs {
		n = len(r.state.Derived)
	}
	if n < leastCorrelated {
		return 0
	}
	return n
}

// correlated returns architecture i of the correlation.
func (r *Search) correlated(i int) (nas.Trial, error) {
	if r.config.Search.CorrelateArchs == config.DerivedArchs {
		return r.state.Derived[i], nil
	}
	last := r.config.Stages() - 1
	level := nas.Level{Stage: last, Space: freeDecisions(r.config, 0, r.config.Cells(last))}
	random := nas.NewRandomSearch(level, seedFor(r.config, forCorrelation, 0))
	random.Next = i
	trials, err := complete(r.config, last, random).Suggest(1)
	if err != nil {
		return nas.Trial{}, err
	}
	return trials[0], nil
}

// correlate measures architectures after the search. The reward from scratch is
// the metric [ScratchMetric] of their trials.
func (r *Search) correlate(ctx context.Context) error {
	total := r.toCorrelate()
	if r.state.Correlated < total {
		r.observer.Phase("correlation: shared weights and from scratch", total, r.state.Correlated)
	}
	return r.drive(ctx, func() bool { return r.state.Correlated >= total }, func(ctx context.Context) error {
		trial, err := r.correlated(r.state.Correlated)
		if err != nil {
			return err
		}
		line, err := r.measureBoth(ctx, trial)
		if err != nil {
			return err
		}
		if err := r.trials.Append(line); err != nil {
			return err
		}
		r.state.Correlated++
		r.observer.Advance(1)
		return r.save()
	})
}

func (r *Search) measureBoth(ctx context.Context, trial nas.Trial) (TrialLine, error) {
	trial.Iteration = r.iterations() - 1
	a, err := r.config.Archs().Arch(trial.Tokens)
	if err != nil {
		return TrialLine{}, err
	}
	shared, err := r.measureShared(ctx, a, seedFor(r.config, forCorrelation, 1+trial.ID))
	if err != nil {
		return TrialLine{}, err
	}
	scratch, err := r.measureScratch(ctx, a, fmt.Sprintf("correlation-%04d", trial.ID))
	if err != nil {
		return TrialLine{}, err
	}
	shared.Metrics[ScratchMetric] = scratch.Reward
	return TrialLine{Phase: correlationPhase, Record: nas.Record{Trial: trial, Measurement: shared}}, nil
}
