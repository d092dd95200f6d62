package autogan

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/layers/checkpoint"
	"autogan/nas"
)

// counting is work without tensors: it counts to three and logs each number.
type counting struct {
	run
	state   countingState
	numbers *nas.Log[int]
}

type countingState struct {
	Count   int `json:"count"`
	Numbers int `json:"numbers"` // lines of numbers.jsonl
}

func (c *counting) stateKey() string                { return "counting" }
func (c *counting) statePointer() any               { return &c.state }
func (c *counting) updateState() ([]tensors, error) { return nil, nil }
func (c *counting) checkState() error               { return nil }
func (c *counting) begin() error                    { return nil }
func (c *counting) resume(*checkpoint.File) error   { return nil }
func (c *counting) saveMinutes() float64            { return 60 }

func (c *counting) ended() bool { return c.state.Count == 3 }

func (c *counting) next(context.Context) error {
	c.state.Count++
	return c.numbers.Append(c.state.Count)
}

// openCounting begins or continues in a folder.
func openCounting(t *testing.T, dir string) (*counting, error) {
	t.Helper()
	f := &folder{dir}
	clock, err := f.startClock()
	if err != nil {
		t.Fatal(err)
	}
	c := &counting{run: run{folder: f, clock: clock}}
	c.work = c
	if c.numbers, err = openLog[int](&c.run, "numbers.jsonl", &c.state.Numbers); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.close)
	return c, c.restore()
}

// TestInterruptionIsSaved interrupts work from outside and from within, and
// lets it fail, after two of three steps.
func TestInterruptionIsSaved(t *testing.T) {
	disk := errors.New("disk full")
	for _, c := range []struct {
		name   string
		within error // what the third step returns
		want   error
		saved  bool
	}{
		{"from outside", nil, ErrInterrupted, true},
		{"from within", fmt.Errorf("measure: %w", ErrInterrupted), ErrInterrupted, true},
		{"failure", disk, disk, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			work, err := openCounting(t, dir)
			if err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			err = work.drive(ctx, work.ended, func(ctx context.Context) error {
				if work.state.Count == 2 {
					return c.within
				}
				if work.state.Count == 1 && c.within == nil {
					stop()
				}
				return work.next(ctx)
			})
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			again, err := openCounting(t, dir)
			if err != nil {
				t.Fatal(err)
			}
			want := 0
			if c.saved {
				want = 2
			}
			if again.state.Count != want || again.numbers.Len() != want {
				t.Errorf("it continues at %d with %d lines, want %d", again.state.Count, again.numbers.Len(), want)
			}
			if err := again.drive(t.Context(), again.ended, again.next); err != nil || again.numbers.Len() != 3 {
				t.Errorf("it ends with %d lines, %v", again.numbers.Len(), err)
			}
		})
	}
}

// TestLogsFollowTheCheckpoint: lines written after the checkpoint are dropped;
// if lines that it counts are missing, that is an error.
func TestLogsFollowTheCheckpoint(t *testing.T) {
	dir := t.TempDir()
	work, err := openCounting(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(work.next(t.Context()), work.save(), work.next(t.Context())); err != nil {
		t.Fatal(err)
	}
	again, err := openCounting(t, dir)
	if err != nil || again.state.Count != 1 || again.numbers.Len() != 1 {
		t.Fatalf("it continues at %d with %d lines, %v; want 1 and 1", again.state.Count, again.numbers.Len(), err)
	}
	if err := os.Truncate(filepath.Join(dir, "numbers.jsonl"), 0); err != nil {
		t.Fatal(err)
	}
	if _, err := openCounting(t, dir); err == nil || !strings.Contains(err.Error(), "the number of lines of numbers.jsonl is 0, the checkpoint counts 1") {
		t.Errorf("got %v, want an error that names the log", err)
	}
}

// TestBeginningKeepsTheResult of a run whose checkpoint is gone: the work would
// be done again, and its log would be emptied.
func TestBeginningKeepsTheResult(t *testing.T) {
	dir := fill(t, resultFile)
	if _, err := openCounting(t, dir); err == nil || !strings.Contains(err.Error(), "its checkpoint is gone") {
		t.Errorf("got %v, want an error that says why", err)
	}
	if _, err := os.Stat(filepath.Join(dir, resultFile)); err != nil {
		t.Error(err)
	}
}
