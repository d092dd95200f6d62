package autogan

import (
	"context"
	"fmt"
	"slices"

	"autogan/nas"

	"gonum.org/v1/gonum/stat"
)

// correlationPhase marks the trials that [Correlation] is computed from.
const correlationPhase = "correlation"

// Correlation says how well rewards with shared weights rank architectures.
// Random architectures are measured with the shared weights and again after a
// short training from scratch; Spearman is the rank correlation of the two
// rewards, 0.779 in the paper.
type Correlation struct {
	Archs    int     `json:"archs"`
	Spearman float64 `json:"spearman"`
}

// correlate measures random architectures after the search. The reward from
// scratch is the metric "scratch" of their trials.
func (r *Search) correlate(ctx context.Context) error {
	total := r.config.Search.Correlate
	last := r.config.Stages() - 1
	level := nas.Level{Stage: last, Space: freeDecisions(r.config, 0, r.config.Cells(last))}
	random := nas.NewRandomSearch(level, seedFor(r.config, forCorrelation, 0))
	random.Next = r.state.Correlated
	if r.state.Correlated < total {
		r.observer.Phase("correlation: shared weights and from scratch", total, r.state.Correlated)
	}
	return r.drive(ctx, func() bool { return r.state.Correlated >= total }, func(ctx context.Context) error {
		trials, err := complete(r.config, last, random).Suggest(1)
		if err != nil {
			return err
		}
		line, err := r.measureBoth(ctx, trials[0])
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
	shared.Metrics["scratch"] = scratch.Reward
	return TrialLine{Phase: correlationPhase, Record: nas.Record{Trial: trial, Measurement: shared}}, nil
}

// correlation computes the result from the trials of the correlation phase; nil
// if there are none.
func correlation(lines []TrialLine) *Correlation {
	var shared, scratch []float64
	for _, line := range lines {
		if line.Phase == correlationPhase {
			shared, scratch = append(shared, line.Reward), append(scratch, line.Metrics["scratch"])
		}
	}
	if len(shared) == 0 {
		return nil
	}
	return &Correlation{len(shared), spearman(shared, scratch)}
}

// spearman is the rank correlation; equal values share the mean of their ranks.
// It is 0 if all values on one side are equal.
func spearman(a, b []float64) float64 {
	x, y := ranks(a), ranks(b)
	if stat.Variance(x, nil) == 0 || stat.Variance(y, nil) == 0 {
		return 0
	}
	return stat.Correlation(x, y, nil)
}

func ranks(values []float64) []float64 {
	sorted := slices.Sorted(slices.Values(values))
	r := make([]float64, len(values))
	for i, v := range values {
		first, _ := slices.BinarySearch(sorted, v)
		last := first
		for last+1 < len(sorted) && sorted[last+1] == v {
			last++
		}
		r[i] = float64(first+last) / 2
	}
	return r
}
