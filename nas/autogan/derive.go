package autogan

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"

	"autogan/nas/autogan/config"
	"autogan/vk"
	"autogan/vk/durable"
)

// DeriveResult is the result of a derivation, the content of
// derive/result.json.
type DeriveResult struct {
	Select  config.Selection `json:"select,omitempty"` // by what they are ranked; "" in files of earlier programs, which ranked by FID
	Derived []Derived        `json:"derived"`          // best first, by the mean over their runs
	Folder  string           `json:"-"`
}

// Derived is an architecture of a search's top K, trained from scratch.
type Derived struct {
	Rank   int     `json:"rank"` // in the search, from 1
	Reward float64 `json:"reward"`
	TrainSummary
}

// Derive trains the best architectures of a finished search from scratch, ranks
// them as derive.select says and keeps the best generator (paper, section 3.3.3
// and Algorithm 1). Each architecture has its own run folder below the search's,
// so an interrupted derivation continues where it stopped. The settings are
// those of the search, changed by overrides ("section.key=value").
//
// Mistakes of the configuration, and a search that has not ended, are a
// [*config.Error]. If ctx ends first, Derive returns [ErrInterrupted]. An
// architecture that diverges or fails with every seed comes last; if none has a
// result, the first error is returned, and wraps a [*Divergence] if the first one
// diverged. See [DeriveResult.Missing].
func Derive(ctx context.Context, s *vk.Stream, run Run, observer Observer, overrides ...string) (DeriveResult, error) {
	found, err := run.Found()
	if err != nil {
		return DeriveResult{}, err
	}
	c, err := config.Decode(filepath.Join(run.Folder, configFile), run.Config.Encode(), overrides...)
	if err != nil {
		return DeriveResult{}, err
	}
	c.ContinueWith = run.Config.ContinueWith
	l, err := hold(run.Folder, observer) // of the search too, which must not change meanwhile
	if err != nil {
		return DeriveResult{}, err
	}
	defer l.Release()
	result := DeriveResult{Select: c.Derive.Select, Folder: run.DeriveFolder()}
	if err := (&folder{result.Folder}).removeUnfinished(); err != nil {
		return DeriveResult{}, err
	}
	ts := &trainings{stream: s, folder: result.Folder, observer: observer}
	defer ts.release()
	training := c
	training.Derive = run.Config.Derive // which are trained and how they are ranked changes no training
	if result.Derived, err = ts.derive(ctx, training, toDerive(c, found)); err != nil {
		return DeriveResult{}, err
	}
	result.rank()
	return result, result.keep()
}

// derive trains architectures with each seed, in their order. The error of one
// that has no result is returned only if none has.
func (ts *trainings) derive(ctx context.Context, c config.Config, found []Found) ([]Derived, error) {
	var list []Derived
	var first error
	for i, f := range found {
		ts.observer.Message(fmt.Sprintf("architecture %d of %d: %s", i+1, len(found), f.Arch))
		summary, err := ts.runSeeds(ctx, deriveConfig(c, f, ts.folder, i+1))
		if err != nil && endsPlan(ctx, ts.stream, err) {
			return nil, err
		}
		if err != nil {
			ts.observer.Message(err.Error())
			first = cmp.Or(first, err)
		}
		list = append(list, Derived{Rank: i + 1, Reward: f.Reward, TrainSummary: summary})
	}
	if !slices.ContainsFunc(list, func(d Derived) bool { return len(d.Runs) > 0 }) {
		return nil, first
	}
	return list, nil
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

// rank sorts the architectures, best first. One without a figure comes last;
// equals stay in the order of the search.
func (r DeriveResult) rank() {
	slices.SortFunc(r.Derived, func(a, b Derived) int {
		return cmp.Or(cmp.Compare(b.worth(r.Select), a.worth(r.Select)), cmp.Compare(a.Rank, b.Rank))
	})
}

// BestRun returns the best training of the best architecture. There must be one.
func (r DeriveResult) BestRun() TrainResult {
	return slices.MinFunc(r.Derived[0].Runs, func(a, b TrainResult) int {
		return cmp.Compare(worth(r.Select, b.Best.IS, b.Best.FID), worth(r.Select, a.Best.IS, a.Best.FID))
	})
}

// worth is the mean over the trainings; without any it is not a number.
func (d Derived) worth(by config.Selection) float64 {
	if len(d.Runs) == 0 {
		return math.NaN()
	}
	return worth(by, d.IS.Mean, d.FID.Mean)
}

// worth is larger for what is selected. [cmp.Compare] finds a NaN less than
// every number.
func worth(by config.Selection, is, fid float64) float64 {
	if by == config.SelectIS {
		return is
	}
	return -fid
}

// keep writes the result and copies the best generator and its samples into the
// derivation's folder.
func (r DeriveResult) keep() error {
	f := folder{r.Folder}
	best := r.BestRun()
	for name, from := range map[string]string{BestFile: BestFile, DerivedSamples: best.Best.Samples} {
		data, err := durable.ReadFile(filepath.Join(best.Folder, from))
		if err != nil {
			return fmt.Errorf("autogan: keep the best generator: %w", err)
		}
		if err := f.write(name, data); err != nil {
			return err
		}
	}
	return f.writeJSON(resultFile, r)
}
