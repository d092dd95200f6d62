package autogan

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"autogan/gan"
	"autogan/nas/autogan/config"
	"autogan/vk"
)

// Comparison holds the results of several searches, the content of
// comparison.json.
type Comparison struct {
	Searches []Compared `json:"searches"`
	Folder   string     `json:"-"`
}

// Compared is one experiment of a comparison, over its seeds. Its spreads are
// over the runs that have figures.
type Compared struct {
	Experiment string        `json:"experiment"`
	Runs       []ComparedRun `json:"runs"` // one per seed
	Reward     Spread        `json:"reward"`
	IS         Spread        `json:"is"`
	FID        Spread        `json:"fid"`
	Seconds    Spread        `json:"seconds"`
	Measured   Spread        `json:"measured"`
	Resets     Spread        `json:"resets"`
}

// ComparedRun is a search, followed by trainings from scratch of what it found.
type ComparedRun struct {
	Seed     uint64     `json:"seed"`
	Arch     string     `json:"arch"`     // the best after training from scratch
	Reward   float64    `json:"reward"`   // the highest of the search
	Measured int        `json:"measured"` // architectures that the search measured
	Resets   int        `json:"resets"`
	Seconds  float64    `json:"seconds"`            // of the search
	Trained  Evaluation `json:"trained"`            // Arch's evaluation with the lowest FID
	Diverged string     `json:"diverged,omitempty"` // why the run has no figures
	Step     int        `json:"step,omitempty"`     // of the training that diverged
	Failed   string     `json:"failed,omitempty"`   // another reason why it has none, for now
	Folder   string     `json:"-"`
}

// Compare runs each search with each seed, trains what it finds from scratch as
// its experiment says, and summarises the results. The runs are in dir, as
// NAME-seed-N. Finished runs are read instead of repeated; the others continue.
// All experiments run with one seed before the next seed begins, so an
// interrupted comparison has all experiments equally far.
//
// Mistakes of a configuration are a [*config.Error], as is a folder in which
// another process works. If ctx ends first, Compare returns [ErrInterrupted]. A
// run that diverges or fails does not end the others: see [Comparison.Missing].
func Compare(ctx context.Context, s *vk.Stream, experiments []config.Config, seeds []uint64, dir string, observer Observer) (Comparison, error) {
	result := Comparison{Folder: dir}
	l, err := holdMany(dir, observer)
	if err != nil {
		return result, err
	}
	defer l.Release()
	if err := (&folder{dir}).removeUnfinished(); err != nil {
		return result, err
	}
	for _, c := range experiments {
		result.Searches = append(result.Searches, Compared{Experiment: c.Name})
	}
	for k, seed := range seeds {
		for i, c := range experiments {
			observer.Message(fmt.Sprintf("run %d of %d: %s, seed %d", k*len(experiments)+i+1, len(seeds)*len(experiments), c.Name, seed))
			c.Seed = seed
			c.RunDir = filepath.Join(dir, fmt.Sprintf("%s-seed-%d", c.Name, seed))
			run, err := compareOne(ctx, s, c, observer)
			if err != nil && endsPlan(ctx, s, err) {
				return Comparison{}, err
			}
			if err != nil {
				observer.Message(err.Error())
				run = unfinished(c, err)
			}
			result.Searches[i].Runs = append(result.Searches[i].Runs, run)
		}
	}
	for i := range result.Searches {
		result.Searches[i].summarise()
	}
	return result, (&folder{dir}).writeJSON(comparisonFile, result)
}

// unfinished is a run that has no figures.
func unfinished(c config.Config, err error) ComparedRun {
	run := ComparedRun{Seed: c.Seed, Folder: c.RunFolder()}
	if !errors.Is(err, gan.ErrNotFinite) {
		run.Failed = err.Error()
		return run
	}
	run.Diverged = err.Error()
	var d *Divergence
	if errors.As(err, &d) {
		run.Step = d.Step
	}
	return run
}

// missing says why the run has no figures; "" if it has.
func (r ComparedRun) missing() string { return cmp.Or(r.Diverged, r.Failed) }

// compareOne searches and trains; what has finished is only read.
func compareOne(ctx context.Context, s *vk.Stream, c config.Config, observer Observer) (ComparedRun, error) {
	found, err := searchOnce(ctx, s, c, observer)
	if err != nil {
		return ComparedRun{}, err
	}
	run, err := ReadRun(c.RunFolder())
	if err != nil {
		return ComparedRun{}, err
	}
	run.Config.ContinueWith = c.ContinueWith
	derived, err := Derive(ctx, s, run, observer)
	if err == nil {
		err = derived.failed()
	}
	if err != nil {
		return ComparedRun{}, err
	}
	trials, err := readLog[TrialLine](&folder{c.RunFolder()}, trialsFile)
	if err != nil {
		return ComparedRun{}, err
	}
	work, err := (&folder{c.RunFolder()}).readClock()
	if err != nil {
		return ComparedRun{}, err
	}
	best := derived.Derived[0]
	trained := derived.BestRun()
	return ComparedRun{
		Seed: c.Seed, Arch: best.Arch, Reward: found.Top[0].Reward, Measured: len(trials), Resets: found.Resets,
		Seconds: work.Seconds, Trained: trained.Best, Folder: c.RunFolder(),
	}, nil
}

// searchOnce runs a search to its end, or reads its result if it has finished.
func searchOnce(ctx context.Context, s *vk.Stream, c config.Config, observer Observer) (Result, error) {
	if result, ended, err := readResult[Result](c); ended || err != nil {
		return result, err
	}
	search, err := Open(ctx, s, c, observer)
	if err != nil {
		return Result{}, err
	}
	defer search.Release()
	return search.Run(ctx)
}

// Finished returns the runs that have figures.
func (c Compared) Finished() []ComparedRun {
	return slices.DeleteFunc(slices.Clone(c.Runs), func(r ComparedRun) bool { return r.missing() != "" })
}

// summarise sets the spreads over the runs that have figures.
func (c *Compared) summarise() {
	finished := c.Finished()
	over := func(value func(ComparedRun) float64) Spread { return spreadOver(finished, value) }
	c.Reward = over(func(r ComparedRun) float64 { return r.Reward })
	c.IS = over(func(r ComparedRun) float64 { return r.Trained.IS })
	c.FID = over(func(r ComparedRun) float64 { return r.Trained.FID })
	c.Seconds = over(func(r ComparedRun) float64 { return r.Seconds })
	c.Measured = over(func(r ComparedRun) float64 { return float64(r.Measured) })
	c.Resets = over(func(r ComparedRun) float64 { return float64(r.Resets) })
}

// CheckOwnFolder returns a [*config.Error] if the runs of another comparison,
// with other searches, are in dir: its comparison.json would be replaced. A
// comparison of the same searches and further ones goes on there.
func CheckOwnFolder(dir string, experiments []config.Config) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil // none is there, or the comparison says what is wrong
	}
	for _, e := range entries {
		search := ofSeed.FindStringSubmatch(e.Name())
		if search == nil || slices.ContainsFunc(experiments, func(c config.Config) bool { return c.Name+"-" == search[1] }) {
			continue
		}
		if run, err := begun(filepath.Join(dir, e.Name())); run || err != nil {
			return cmp.Or(err, error(&config.Error{Where: dir, Problem: fmt.Sprintf("this folder has another comparison, with %s; name another folder with --run, or all searches to add to it", e.Name())}))
		}
	}
	return nil
}

// CheckComparable returns a [*config.Error] if the figures of the experiments
// mean different things: other images, another scorer, another final training.
// It panics if there are no experiments.
func CheckComparable(experiments []config.Config) error {
	first := experiments[0]
	for _, c := range experiments[1:] {
		for _, d := range first.Differences(c) {
			section, _, _ := strings.Cut(d.Key, ".")
			if section == "data" || section == "train" || section == "eval" || section == "derive" || d.Key == rewardScorer {
				return &config.Error{Where: c.Name, Key: d.Key, Problem: fmt.Sprintf("%s, but %s in %s: their results do not compare", d.Theirs, d.Ours, first.Name)}
			}
		}
	}
	return nil
}
