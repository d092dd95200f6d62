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
	Diverged []Divergence  `json:"diverged,omitempty"` // those that did
	Failed   []Failure     `json:"failed,omitempty"`   // those that an error ended; they can go on
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
// [*config.Error], as is a folder in which another process works. If ctx ends
// first, Train saves the state and returns [ErrInterrupted]. A seed that diverges
// or fails does not end the others; if none is left, its error is returned, and
// wraps a [*Divergence] if the first one diverged. See [TrainSummary.Missing].
func Train(ctx context.Context, s *vk.Stream, c config.Config, observer Observer) (TrainSummary, error) {
	take := hold
	if len(c.Train.Seeds) > 0 {
		take = holdMany
	}
	l, err := take(c.RunFolder(), observer)
	if err != nil {
		return TrainSummary{}, err
	}
	defer l.Release()
	ts := &trainings{stream: s, folder: c.RunFolder(), single: len(c.Train.Seeds) == 0, observer: observer}
	defer ts.release()
	summary, err := ts.runSeeds(ctx, c)
	if err != nil {
		return TrainSummary{}, err
	}
	summary.Folder = c.RunFolder()
	return summary, nil
}

// runSeeds trains with each seed of the configuration. If none has a result, it
// returns the first error, and a summary that lists what happened.
func (ts *trainings) runSeeds(ctx context.Context, c config.Config) (TrainSummary, error) {
	if err := (&folder{c.RunFolder()}).removeUnfinished(); err != nil {
		return TrainSummary{}, err
	}
	var summary TrainSummary
	for _, run := range perSeed(c) {
		result, err := ts.run(ctx, run)
		if err == nil {
			summary.Arch, summary.Runs = result.Arch, append(summary.Runs, result)
			continue
		}
		if len(c.Train.Seeds) < 2 || endsPlan(ctx, ts.stream, err) {
			return summary.with(run, err), err
		}
		ts.observer.Message(err.Error()) // the others go on
		summary = summary.with(run, err)
	}
	if len(summary.Runs) == 0 {
		return summary, summary.Missing()
	}
	summary.IS = spreadOver(summary.Runs, func(r TrainResult) float64 { return r.Best.IS })
	summary.FID = spreadOver(summary.Runs, func(r TrainResult) float64 { return r.Best.FID })
	if len(c.Train.Seeds) == 0 {
		return summary, nil
	}
	return summary, (&folder{c.RunFolder()}).writeJSON(summaryFile, summary)
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
