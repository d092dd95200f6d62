package autogan

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"autogan/vk"

	"gonum.org/v1/gonum/stat"
)

// TrainSummary is the result of training one architecture once or, with
// several seeds, so many times.
type TrainSummary struct {
	Arch   string        `json:"arch"`
	Runs   []TrainResult `json:"runs"` // one per seed
	IS     Spread        `json:"is"`   // of each run's best evaluation
	Folder string        `json:"-"`
}

// Spread is the mean and the sample standard deviation of several runs' values.
type Spread struct {
	Mean float64 `json:"mean"`
	Std  float64 `json:"std"` // 0 for a single run
}

// String reads "8.55 ± 0.10".
func (s Spread) String() string { return fmt.Sprintf("%.3f ± %.3f", s.Mean, s.Std) }

func spread(values []float64) Spread {
	if len(values) == 1 {
		return Spread{Mean: values[0]}
	}
	mean, std := stat.MeanStdDev(values, nil)
	return Spread{mean, std}
}

// Train trains the architecture of an experiment from scratch, for each of its
// seeds in a folder of its own where there are several. Runs that have ended
// are taken as they are, others continue.
func Train(ctx context.Context, s *vk.Stream, c Config, observer Observer) (TrainSummary, error) {
	summary := TrainSummary{Arch: c.Train.Arch, Folder: c.RunFolder()}
	for _, run := range c.perSeed() {
		result, err := trainOnce(ctx, s, run, observer)
		if err != nil {
			return TrainSummary{}, err
		}
		summary.Arch = result.Arch
		summary.Runs = append(summary.Runs, result)
	}
	summary.IS = summary.spreadOf(func(e Evaluation) float64 { return e.IS })
	if len(c.Train.Seeds) == 0 {
		return summary, nil
	}
	return summary, (&folder{c.RunFolder()}).writeJSON("summary.json", summary)
}

// perSeed returns the configuration of each training.
func (c Config) perSeed() []Config {
	if len(c.Train.Seeds) == 0 {
		return []Config{c}
	}
	var runs []Config
	for _, seed := range c.Train.Seeds {
		run := c
		run.Seed, run.Train.Seeds = uint64(seed), []int{}
		run.RunDir = filepath.Join(c.RunFolder(), fmt.Sprintf("seed-%d", seed))
		runs = append(runs, run)
	}
	return runs
}

// trainOnce runs a training to its end, unless it is there already.
func trainOnce(ctx context.Context, s *vk.Stream, c Config, observer Observer) (TrainResult, error) {
	if done, ended, err := readResult[TrainResult](c); ended || err != nil {
		done.Folder = c.RunFolder()
		return done, err
	}
	training, err := OpenTraining(s, c, observer)
	if err != nil {
		return TrainResult{}, err
	}
	defer training.Release()
	return training.Run(ctx)
}

// readResult returns the result of the run of a configuration, if it has
// ended. A folder of another configuration is a [*ConfigError].
func readResult[T any](c Config) (result T, ended bool, err error) {
	if err := c.CheckSame(filepath.Join(c.RunFolder(), "config.toml")); err != nil {
		return result, false, err
	}
	path := filepath.Join(c.RunFolder(), "result.json")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return result, false, nil
	}
	if err != nil {
		return result, false, fmt.Errorf("autogan: read result: %w", err)
	}
	if err := json.Unmarshal(text, &result); err != nil {
		return result, false, &ConfigError{Where: path, Problem: "this is not the result of a run of this kind"}
	}
	return result, true, nil
}

func (s TrainSummary) spreadOf(value func(Evaluation) float64) Spread {
	var values []float64
	for _, run := range s.Runs {
		values = append(values, value(run.Best))
	}
	return spread(values)
}
