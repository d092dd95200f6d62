package autogan

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"autogan/nas/autogan/config"
	"autogan/vk"

	"gonum.org/v1/gonum/stat"
)

// TrainSummary is the result of training one architecture, with one seed or
// several.
type TrainSummary struct {
	Arch     string        `json:"arch"`
	Runs     []TrainResult `json:"runs"`               // one per seed that did not diverge
	Diverged []Divergence  `json:"diverged,omitempty"` // the other seeds
	IS       Spread        `json:"is"`                 // of the best evaluation of each of Runs
	FID      Spread        `json:"fid"`
	Folder   string        `json:"-"`
}

// Spread is the mean and the sample standard deviation of several runs' values.
type Spread struct {
	Mean float64 `json:"mean"`
	Std  float64 `json:"std"` // 0 for a single run
}

// String reads "8.550 ± 0.100".
func (s Spread) String() string { return fmt.Sprintf("%.3f ± %.3f", s.Mean, s.Std) }

// SpreadOf returns the spread of at least one value.
func SpreadOf(values []float64) Spread {
	if len(values) == 1 {
		return Spread{Mean: values[0]}
	}
	mean, std := stat.MeanStdDev(values, nil)
	return Spread{mean, std}
}

// Train trains the architecture of an experiment from scratch, once per seed;
// with several seeds each has its own folder. Finished runs are read instead of
// repeated; the others continue. Mistakes of the configuration are a
// [*config.Error]. If ctx ends first, Train saves the state and returns
// [ErrInterrupted]. A seed that diverges does not end the others; if all do, the
// error wraps a [*Divergence].
func Train(ctx context.Context, s *vk.Stream, c config.Config, observer Observer) (TrainSummary, error) {
	ts := &trainings{stream: s, folder: c.RunFolder(), observer: observer}
	defer ts.release()
	summary, err := ts.runSeeds(ctx, c)
	if err != nil {
		return TrainSummary{}, err
	}
	summary.Folder = c.RunFolder()
	return summary, nil
}

// runSeeds trains with each seed of the configuration. If all diverge, it
// returns an error that wraps the first [*Divergence], and a summary that lists
// them.
func (ts *trainings) runSeeds(ctx context.Context, c config.Config) (TrainSummary, error) {
	if err := (&folder{c.RunFolder()}).removeUnfinished(); err != nil {
		return TrainSummary{}, err
	}
	var summary TrainSummary
	for _, run := range perSeed(c) {
		result, err := ts.run(ctx, run)
		var d *Divergence
		if errors.As(err, &d) {
			if len(c.Train.Seeds) > 1 {
				ts.observer.Message(d.Error()) // not the end: the others go on
			}
			summary.Arch, summary.Diverged = d.Arch, append(summary.Diverged, *d)
			continue
		}
		if err != nil {
			return TrainSummary{}, err
		}
		summary.Arch, summary.Runs = result.Arch, append(summary.Runs, result)
	}
	if len(summary.Runs) == 0 {
		return summary, allDiverged(summary.Diverged)
	}
	summary.IS = spreadOver(summary.Runs, func(r TrainResult) float64 { return r.Best.IS })
	summary.FID = spreadOver(summary.Runs, func(r TrainResult) float64 { return r.Best.FID })
	if len(c.Train.Seeds) == 0 {
		return summary, nil
	}
	return summary, (&folder{c.RunFolder()}).writeJSON(summaryFile, summary)
}

// allDiverged is the error for trainings that have all diverged.
func allDiverged(list []Divergence) error {
	if len(list) == 1 {
		return &list[0]
	}
	return fmt.Errorf("autogan: all %d seeds have diverged, first: %w", len(list), &list[0])
}

// spreadOver returns the spread of a value over runs; without runs it is zero.
func spreadOver[R any](runs []R, value func(R) float64) Spread {
	if len(runs) == 0 {
		return Spread{}
	}
	values := make([]float64, len(runs))
	for i, run := range runs {
		values[i] = value(run)
	}
	return SpreadOf(values)
}

// perSeed returns the configuration of each training.
func perSeed(c config.Config) []config.Config {
	if len(c.Train.Seeds) == 0 {
		return []config.Config{c}
	}
	var runs []config.Config
	for _, seed := range c.Train.Seeds {
		run := c
		run.Seed, run.Train.Seeds = uint64(seed), []int{}
		run.RunDir = filepath.Join(c.RunFolder(), fmt.Sprintf("seed-%d", seed))
		runs = append(runs, run)
	}
	return runs
}

// readResult returns the result of a configuration's run, if it has ended. A
// folder of another configuration is a [*config.Error].
func readResult[T any](c config.Config) (result T, ended bool, err error) {
	f := &folder{c.RunFolder()}
	if err := f.checkSame(c); err != nil {
		return result, false, err
	}
	err = f.readJSON(resultFile, &result)
	if errors.Is(err, fs.ErrNotExist) {
		return result, false, nil
	}
	return result, err == nil, err
}
