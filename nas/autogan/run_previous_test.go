package autogan

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/nas/autogan/config"
)

// TestThePreviousCheckpointIsOffered damages the last checkpoint, or removes it,
// and does what the error says: the run goes on from the one before, to the same
// end.
func TestThePreviousCheckpointIsOffered(t *testing.T) {
	for name, harm := range map[string]func(path string) error{
		"a wrong bit": func(path string) error { flip(t, path, 0.9); return nil },
		"cut":         func(path string) error { return os.Truncate(path, 100) },
		"gone":        os.Remove,
	} {
		dir := t.TempDir()
		work, err := openCounting(t, dir)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := errors.Join(work.next(t.Context()), work.save(), work.save()); err != nil {
				t.Fatal(err)
			}
		}
		last, previous := filepath.Join(dir, checkpointFile), filepath.Join(dir, previousFile)
		if err := harm(last); err != nil {
			t.Fatal(err)
		}
		_, err = openCounting(t, dir)
		var mistake *config.Error
		if !errors.As(err, &mistake) || !strings.Contains(err.Error(), "rename "+previous+" to "+checkpointFile) || strings.Contains(err.Error(), "\n") {
			t.Fatalf("%s: got %v, want one line that offers %s", name, err, previous)
		}
		if err := os.Rename(previous, last); err != nil {
			t.Fatal(err)
		}
		again, err := openCounting(t, dir)
		if err != nil || again.state.Count != 1 || again.numbers.Len() != 1 {
			t.Fatalf("%s: it continues at %d with %d lines, %v; want 1 and 1", name, again.state.Count, again.numbers.Len(), err)
		}
		if err := again.drive(t.Context(), again.ended, again.next); err != nil || contents(t, dir, "numbers.jsonl") != "1\n2\n3\n" {
			t.Errorf("%s: it ends with %q, %v", name, contents(t, dir, "numbers.jsonl"), err)
		}
	}
}

// TestDamagedPreviousCheckpointIsNotOffered.
func TestDamagedPreviousCheckpointIsNotOffered(t *testing.T) {
	dir := t.TempDir()
	work, err := openCounting(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := errors.Join(work.next(t.Context()), work.save()); err != nil {
			t.Fatal(err)
		}
	}
	flip(t, filepath.Join(dir, checkpointFile), 0.9)
	flip(t, filepath.Join(dir, previousFile), 0.9)
	if _, err := openCounting(t, dir); err == nil || strings.Contains(err.Error(), "rename") {
		t.Errorf("got %v, want an error without an offer", err)
	}
}

// TestAnEndedRunKeepsOneCheckpoint: its files do not depend on when it was saved.
func TestAnEndedRunKeepsOneCheckpoint(t *testing.T) {
	search := tinyConfig(t)
	training := search
	training.RunDir, training.Train.Arch = filepath.Join(t.TempDir(), "run"), "1 0 1 1"
	search.Search.SaveMinutes, training.Train.SaveMinutes = 0, 0
	for _, c := range []struct {
		dir       string
		stop, end error
	}{
		{search.RunDir, searchTo(t, search, "controller", 2), searchTo(t, search, "", 0)},
		{training.RunDir, trainTo(t, training, true), trainTo(t, training, false)},
	} {
		if !errors.Is(c.stop, ErrInterrupted) || c.end != nil {
			t.Errorf("it stops with %v and ends with %v", c.stop, c.end)
		}
		if _, err := os.Stat(filepath.Join(c.dir, previousFile)); err == nil {
			t.Errorf("%s still has %s", c.dir, previousFile)
		}
	}
}
