package autogan

import (
	"context"
	"fmt"

	"autogan/nas"
	"autogan/nas/autogan/config"
)

// correlationPhase marks the trials that [Correlation] is computed from.
const correlationPhase = "correlation"

// ScratchMetric is the metric of a trial of the correlation that holds the
// reward after training from scratch.
const ScratchMetric = "scratch"

// drawsPerArch limits the draws for the correlation: a controller that has
// converged repeats itself, and a space can be small.
const drawsPerArch = 50

// drawDerived keeps different architectures for the correlation that the trained
// controller of the last stage draws, as in the derivation (paper, Figure 7). It
// is called before that controller is released. If ctx ends first, it returns
// [ErrInterrupted] and keeps nothing.
func (r *Search) drawDerived(ctx context.Context) error {
	if r.config.Search.CorrelateArchs != config.DerivedArchs || r.stage() != r.config.Stages()-1 {
		return nil
	}
	different, err := r.drawDifferent(ctx, r.strategy, "draws of the trained controller")
	if err == nil {
		r.state.Derived = different
	}
	return err
}

// randomArchs returns different architectures that are drawn uniformly: the same
// ones whenever it is called.
func (r *Search) randomArchs(ctx context.Context) ([]nas.Trial, error) {
	last := r.config.Stages() - 1
	level := nas.Level{Stage: last, Space: freeDecisions(r.config, 0, r.config.Cells(last))}
	random := nas.NewRandomSearch(level, seedFor(r.config, forCorrelation, 0))
	return r.drawDifferent(ctx, complete(r.config, last, random), "random draws")
}

// drawDifferent draws until search.correlate architectures differ, and returns
// them in the order of their first draws. If it gives up before, it says so.
func (r *Search) drawDifferent(ctx context.Context, s nas.Strategy, draws string) ([]nas.Trial, error) {
	want := r.config.Search.Correlate
	var different []nas.Trial
	known := map[string]bool{}
	drawn, each := 0, min(want, candidatesPerDraw)
	for ; drawn < drawsPerArch*want && len(different) < want; drawn += each {
		if ctx.Err() != nil {
			return nil, ErrInterrupted
		}
		trials, err := s.Suggest(each)
		if err != nil {
			return nil, err
		}
		for _, trial := range trials {
			if key := fmt.Sprint(trial.Tokens); !known[key] && len(different) < want {
				known[key] = true
				different = append(different, trial)
			}
		}
	}
	if found := len(different); found < want {
		r.observer.Message(fmt.Sprintf("correlation: %d %s gave %d different architectures, not %d%s", drawn, draws, found, want, tooFew(found)))
	}
	return different, nil
}

// tooFew is what follows a number of architectures that have no correlation.
func tooFew(archs int) string {
	if archs >= leastCorrelated {
		return ""
	}
	return fmt.Sprintf("; a rank correlation needs at least %d", leastCorrelated)
}

// toCorrelate returns the architectures that correlate measures, none if they are
// too few. They differ: one that came twice would count twice.
func (r *Search) toCorrelate(ctx context.Context) (archs []nas.Trial, err error) {
	archs = r.state.Derived
	if r.config.Search.CorrelateArchs == config.RandomArchs {
		archs, err = r.randomArchs(ctx)
	}
	if len(archs) < leastCorrelated {
		return nil, err
	}
	return archs, err
}

// correlate measures architectures after the search, with the shared weights and
// from scratch. The reward from scratch is the metric [ScratchMetric] of their
// trials.
func (r *Search) correlate(ctx context.Context) error {
	archs, err := r.toCorrelate(ctx)
	if err != nil {
		return err
	}
	if r.state.Correlated < len(archs) {
		if err := wantTrained(r.folder.join(checkpointFile), r.trainer.State()); err != nil {
			return err
		}
		r.observer.Phase("correlation: shared weights and from scratch", len(archs), r.state.Correlated)
	}
	return r.drive(ctx, func() bool { return r.state.Correlated >= len(archs) }, func(ctx context.Context) error {
		line, err := r.measureBoth(ctx, archs[r.state.Correlated])
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
