package autogan

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"autogan/nas/autogan/config"
	"autogan/vk/durable"
	"autogan/vk/lock"
)

// Stored is a run that lies somewhere below a folder.
type Stored struct {
	Run     Run
	State   string    // such as "ended" or "stopped at step 12 of 600"
	Bytes   int64     // of its files, without those of runs below it
	Changed time.Time // when the last of these files was written

	Unneeded      []string // files that nothing needs any more
	UnneededBytes int64
}

// ListStored returns the runs in a folder and below it, in the order of their
// paths. A run whose configuration does not read has that as its state. What
// lies below and cannot be looked at does not end the list: unread has an error
// for each.
func ListStored(dir string) (runs []Stored, unread []error, err error) {
	dir, err = filepath.EvalSymlinks(dir) // the walk follows no link
	if err == nil {
		_, err = os.ReadDir(dir)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("autogan: list runs: %w", err)
	}
	var list []*Stored
	_ = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error { // every error is in unread
		if err == nil {
			list, err = visit(list, path, entry)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // what a run in work had there may be gone by now
			unread = append(unread, fmt.Errorf("autogan: list runs: %w", err))
		}
		return nil
	})
	for _, s := range list {
		if err := s.look(); err != nil {
			s.State = "does not read: " + err.Error()
			unread = append(unread, err)
		}
		runs = append(runs, *s)
	}
	return runs, unread, nil
}

// visit adds a folder of a run to the list, and the size of a file to the run in
// whose folder it lies.
func visit(list []*Stored, path string, entry fs.DirEntry) ([]*Stored, error) {
	if entry.IsDir() {
		run, err := begun(path)
		if run {
			list = append(list, &Stored{Run: Run{Folder: path}})
		}
		return list, err
	}
	info, err := entry.Info()
	if err != nil {
		return list, err
	}
	if s := ownerOf(list, path); s != nil {
		s.Bytes += info.Size()
		if info.ModTime().After(s.Changed) {
			s.Changed = info.ModTime()
		}
	}
	return list, nil
}

// ownerOf returns the run with the longest folder above a path; nil if there is
// none.
func ownerOf(list []*Stored, path string) *Stored {
	for _, s := range slices.Backward(list) {
		if rest, err := filepath.Rel(s.Run.Folder, path); err == nil && filepath.IsLocal(rest) {
			return s
		}
	}
	return nil
}

// look sets the state and what is not needed.
func (s *Stored) look() error {
	held, err := lock.Held(filepath.Join(s.Run.Folder, lockFile))
	if err != nil {
		return fmt.Errorf("autogan: list runs: %w", err)
	}
	run, err := ReadRun(s.Run.Folder)
	if err != nil {
		s.State = "does not read: " + err.Error()
		return nil
	}
	s.Run = run
	var ended bool
	if s.State, ended, err = run.progress(); err != nil {
		s.State = "does not read: " + err.Error()
	}
	if held != nil {
		s.State += ", in work: " + held.Holder()
		return nil
	}
	return s.findUnneeded(ended)
}

// progress says how far a run is, and whether it has its result.
func (r Run) progress() (state string, ended bool, err error) {
	if ended, err = durable.Exists(filepath.Join(r.Folder, resultFile)); ended || err != nil {
		return "ended", ended, err
	}
	if r.IsTraining() {
		d, err := readDivergence(r.Folder)
		if d != nil {
			return fmt.Sprintf("diverged at step %d", d.Step), false, err
		}
		steps, last, err := lastLine[TrainLine](r)
		if steps == 0 || err != nil {
			return r.beginning(), false, err
		}
		return fmt.Sprintf("stopped at step %d of %d", last.Step, r.Config.Train.GeneratorSteps*r.Config.GAN.NCritic), false, nil
	}
	steps, last, err := lastLine[MetricLine](r)
	if steps == 0 || err != nil {
		return "not begun", false, err
	}
	return fmt.Sprintf("stopped in iteration %d of %d", last.Iteration+1, r.Config.TotalIterations()), false, nil
}

// beginning says what a training is that has no line yet.
func (r Run) beginning() string {
	if info, err := r.ReadInfo(); err == nil && info.Imported != "" {
		return "imported from " + info.Imported
	}
	return "not begun"
}

// lastLine returns the number of lines of metrics.jsonl and the last one.
func lastLine[T any](r Run) (n int, last T, err error) {
	lines, err := readLog[T](&folder{r.Folder}, metricsFile)
	if len(lines) > 0 {
		last = lines[len(lines)-1]
	}
	return len(lines), last, err
}

// findUnneeded lists the files that no command reads any more: those from which
// an ended run would continue, except the shared weights of a search, and what
// killed processes have left.
func (s *Stored) findUnneeded(ended bool) error {
	patterns := []string{".unfinished-*"}
	switch {
	case ended && (s.Run.IsTraining() || s.Run.Config.Search.Weights == config.FromScratch):
		patterns = append(patterns, checkpointFile, previousFile, keptFile)
	case ended:
		patterns = append(patterns, previousFile, keptFile)
	}
	entries, err := os.ReadDir(s.Run.Folder)
	if err != nil {
		return fmt.Errorf("autogan: list runs: %w", err)
	}
	for _, e := range entries {
		matches := func(pattern string) bool { ok, _ := filepath.Match(pattern, e.Name()); return ok }
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || !slices.ContainsFunc(patterns, matches) {
			continue
		}
		s.Unneeded = append(s.Unneeded, filepath.Join(s.Run.Folder, e.Name()))
		s.UnneededBytes += info.Size()
	}
	return nil
}

// Prune removes what the run does not need. If another process works in its
// folder by now, or has gone on with the run since it was listed, Prune returns a
// [*config.Error].
func (s Stored) Prune() error {
	l, err := hold(s.Run.Folder, quiet{})
	if err != nil {
		return err
	}
	defer l.Release()
	now := Stored{Run: s.Run}
	if err := now.look(); err != nil {
		return err
	}
	var names []string
	for _, path := range s.Unneeded {
		if !slices.Contains(now.Unneeded, path) {
			return &config.Error{Where: path, Problem: "the run has gone on since it was listed and needs this file; repeat the command"}
		}
		names = append(names, filepath.Base(path))
	}
	return (&folder{s.Run.Folder}).remove(names...)
}
