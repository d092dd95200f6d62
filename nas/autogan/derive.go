package autogan

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"autogan/nas/autogan/config"
	"autogan/vk"
)

// DeriveResult is the result of a derivation, the content of
// derive/result.json.
type DeriveResult struct {
	Derived []Derived `json:"derived"` // best first, by the mean FID of their runs' best evaluations
	Folder  string    `json:"-"`
}

// Derived is an architecture of a search's top K, trained from scratch.
type Derived struct {
	Rank   int     `json:"rank"` // in the search, from 1
	Reward float64 `json:"reward"`
	TrainSummary
}

// Derive trains the best architectures of a finished search from scratch and
// keeps the best generator (paper, section 3.3.3). Each architecture has its own
// run folder below the search's, so an interrupted derivation continues where
// it stopped. The settings are those of the search, changed by overrides
// ("section.key=value").
//
// Mistakes of the configuration, and a search that has not ended, are a
// [*config.Error]. If ctx ends first, Derive returns [ErrInterrupted].
func Derive(ctx context.Context, s *vk.Stream, run Run, observer Observer, overrides ...string) (DeriveResult, error) {
	found, err := run.Found()
	if err != nil {
		return DeriveResult{}, err
	}
	c, err := config.Decode(filepath.Join(run.Folder, configFile), run.Config.Encode(), overrides...)
	if err != nil {
		return DeriveResult{}, err
	}
	result := DeriveResult{Folder: run.DeriveFolder()}
	if err := (&folder{result.Folder}).removeUnfinished(); err != nil {
		return DeriveResult{}, err
	}
	ts := &trainings{stream: s, folder: result.Folder, observer: observer}
	defer ts.release()
	found = toDerive(c, found)
	for i, f := range found {
		observer.Message(fmt.Sprintf("architecture %d of %d: %s", i+1, len(found), f.Arch))
		summary, err := ts.runSeeds(ctx, deriveConfig(c, f, result.Folder, i+1))
		if err != nil {
			return DeriveResult{}, err
		}
		result.Derived = append(result.Derived, Derived{Rank: i + 1, Reward: f.Reward, TrainSummary: summary})
	}
	slices.SortStableFunc(result.Derived, func(a, b Derived) int {
		if a.FID.Mean < b.FID.Mean {
			return -1
		}
		return 1
	})
	return result, result.keep()
}

// toDerive returns the architectures of the top K that are trained.
func toDerive(c config.Config, found []Found) []Found {
	if c.Derive.TopK == 0 {
		return found
	}
	return found[:min(len(found), c.Derive.TopK)]
}

// deriveConfig returns the settings for training an architecture that a search
// found.
func deriveConfig(c config.Config, f Found, folder string, rank int) config.Config {
	c.Name = c.Name + "-derive-" + strconv.Itoa(rank)
	c.RunDir = filepath.Join(folder, strconv.Itoa(rank))
	c.Train.Arch = f.Arch
	return c
}

// keep writes the result and copies the best generator and its samples into the
// derivation's folder.
func (r DeriveResult) keep() error {
	best := r.Derived[0].Runs[0]
	for _, run := range r.Derived[0].Runs {
		if run.Best.FID < best.Best.FID {
			best = run
		}
	}
	f := folder{r.Folder}
	for name, from := range map[string]string{BestFile: BestFile, DerivedSamples: best.Best.Samples} {
		data, err := os.ReadFile(filepath.Join(best.Folder, from))
		if err != nil {
			return fmt.Errorf("autogan: keep the best generator: %w", err)
		}
		if err := f.write(name, data); err != nil {
			return err
		}
	}
	return f.writeJSON(resultFile, r)
}
