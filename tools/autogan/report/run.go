package report

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"autogan/nas/autogan"
	"autogan/vk/durable"
)

// run is a search or a training from scratch, as a page shows it.
type run interface {
	opened() autogan.Run
	facts() [][2]string // name and value
	sections() ([]section, error)
	progress() progress
	best() string         // score so far, or ""
	end() (State, string) // and what to say of it; "" if it has not ended
}

// openRuns reads the run in a folder, or all runs of a training with several
// seeds that have begun.
func openRuns(folder string) ([]run, error) {
	begun, err := HasRun(folder)
	if begun || err != nil {
		return openAll([]string{folder})
	}
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var seeds []string
	for _, e := range entries {
		seed := filepath.Join(folder, e.Name())
		if begun, err := HasRun(seed); (begun || err != nil) && strings.HasPrefix(e.Name(), "seed-") { // the reader says the error
			seeds = append(seeds, seed)
		}
	}
	if len(seeds) == 0 {
		return openAll([]string{folder})
	}
	return openAll(seeds)
}

// HasRun reports whether a run has begun in a folder.
func HasRun(folder string) (bool, error) { return durable.Exists(filepath.Join(folder, "config.toml")) }

func openAll(folders []string) ([]run, error) {
	var runs []run
	for _, folder := range folders {
		r, err := openRun(folder)
		if err != nil {
			return nil, err
		}
		runs = append(runs, r)
	}
	return runs, nil
}

func openRun(folder string) (run, error) {
	r, err := autogan.ReadRun(folder)
	if err != nil {
		return nil, err
	}
	if r.IsTraining() {
		h, err := r.TrainingHistory()
		return training{r, h}, err
	}
	h, err := r.History()
	return search{r, h}, err
}

// runName returns a name that tells runs on one page apart.
func runName(r autogan.Run) string { return fmt.Sprintf("%s, seed %d", r.Config.Name, r.Config.Seed) }

// commonFacts returns the facts that every run has.
func commonFacts(r autogan.Run, state string, info autogan.RunInfo) [][2]string {
	return [][2]string{
		{"run", r.Folder}, {"state", state},
		{"device", info.Device + ", " + info.Driver},
		{"version", info.Version}, {"seed", strconv.FormatUint(info.Seed, 10)},
		{"data", r.Config.Data.Name},
	}
}
