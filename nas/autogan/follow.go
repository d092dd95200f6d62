package autogan

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"autogan/nas"
	"autogan/vk/lock"
)

// Follower reads a run that is going on, again and again. It takes no lock and
// reads of the logs only what is new. Unlike [Run.History] it checks no hashes of
// logs, and a log that is not there yet has no lines.
type Follower struct {
	dir         string
	trials      *nas.Tail[TrialLine]
	metrics     *nas.Tail[MetricLine]
	times       *nas.Tail[TimeLine]
	steps       *nas.Tail[TrainLine]
	evaluations *nas.Tail[Evaluation]
}

// Follow returns a follower of the run in a folder, where it need not have begun.
func Follow(dir string) *Follower {
	f := folder{dir}
	return &Follower{
		dir:         dir,
		trials:      nas.NewTail[TrialLine](f.join(trialsFile)),
		metrics:     nas.NewTail[MetricLine](f.join(metricsFile)),
		times:       nas.NewTail[TimeLine](f.join(timesFile)),
		steps:       nas.NewTail[TrainLine](f.join(metricsFile)),
		evaluations: nas.NewTail[Evaluation](f.join(evaluationsFile)),
	}
}

// Run reads the run's configuration, as [ReadRun] does.
func (f *Follower) Run() (Run, error) { return ReadRun(f.dir) }

// History reads what a search has recorded so far.
func (f *Follower) History() (History, error) {
	return (&folder{f.dir}).history(searchLogs{orEmpty(f.trials.Read), orEmpty(f.metrics.Read), orEmpty(f.times.Read)})
}

// TrainingHistory reads what a training has recorded so far.
func (f *Follower) TrainingHistory() (TrainingHistory, error) {
	return (&folder{f.dir}).trainingHistory(trainingLogs{orEmpty(f.steps.Read), orEmpty(f.evaluations.Read)})
}

// orEmpty lets a log that is not there yet have no lines.
func orEmpty[T any](read func() ([]T, error)) func() ([]T, error) {
	return func() ([]T, error) {
		lines, err := read()
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return lines, err
	}
}

// Worker is the process that says it works in the run's folder; nil if none does.
// One that was killed still says so: see [lock.Owner.Gone].
func (f *Follower) Worker() *lock.Owner { return lock.Said((&folder{f.dir}).join(lockFile)) }

// Stamp is a text that changes when a file of the run does. It reads only the
// names, sizes and times of files, so it costs little where nothing happens.
func (f *Follower) Stamp() string {
	var text strings.Builder
	for _, dir := range []string{f.dir, filepath.Join(f.dir, samplesFolder), Run{Folder: f.dir}.DeriveFolder()} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			fmt.Fprintln(&text, err)
		}
		for _, e := range entries {
			if info, err := e.Info(); err == nil && !info.IsDir() { // or it is gone again
				fmt.Fprintln(&text, e.Name(), info.Size(), info.ModTime().UnixNano())
			}
		}
	}
	return text.String()
}
