package report

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"autogan/nas/autogan"
)

// run is a search or a training from scratch, as a page shows it.
type run interface {
	opened() autogan.Run
	facts() [][2]string // name and value
	sections() ([]section, error)
}

// openRuns reads the run in a folder, or all runs of a training with several
// seeds.
func openRuns(folder string) ([]run, error) {
	if _, err := os.Stat(filepath.Join(folder, "config.toml")); err != nil {
		if seeds, _ := filepath.Glob(filepath.Join(folder, "seed-*")); len(seeds) > 0 {
			return openAll(seeds)
		}
	}
	return openAll([]string{folder})
}

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
