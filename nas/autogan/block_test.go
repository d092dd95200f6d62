package autogan

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"autogan/nas"

	"github.com/google/go-cmp/cmp"
)

// expiring is a context that ends when it has been looked at so often.
type expiring struct {
	context.Context
	left int
}

func (e *expiring) Err() error {
	if e.left--; e.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestBrokenBlockGoesOn breaks a block off after two of seven steps, and again
// after two more. Then everything is as after a block that nobody disturbed, and
// nothing was logged in between.
func TestBrokenBlockGoesOn(t *testing.T) {
	const steps = 7
	whole, broken := openTiny(t), openTiny(t)
	if err := whole.sharedBlock(t.Context(), steps); err != nil {
		t.Fatal(err)
	}
	for done := 2; done <= 4; done += 2 {
		if err := broken.sharedBlock(&expiring{t.Context(), 2}, steps); !errors.Is(err, ErrInterrupted) {
			t.Fatalf("got %v, want an interruption", err)
		}
		if n := stepsOf(broken.state.Losses); n != done || broken.state.Step != done || broken.metrics.Len() > 0 {
			t.Fatalf("after %d steps: losses of %d, counted %d, %d lines logged", done, n, broken.state.Step, broken.metrics.Len())
		}
		if _, err := broken.updateState(); err != nil || broken.checkState() != nil {
			t.Errorf("after %d steps: %v; the state counts as impossible: %v", done, err, broken.checkState())
		}
	}
	if err := broken.sharedBlock(t.Context(), steps); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(whole.after(t), broken.after(t)); diff != "" {
		t.Errorf("(-undisturbed +broken off)\n%s", diff)
	}
}

// after is all that a block of steps changes but the weights, which the losses
// tell of.
func (r *Search) after(t *testing.T) map[string]any {
	t.Helper()
	lines, err := nas.ReadLog[MetricLine](filepath.Join(r.folder.path, metricsFile))
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{"log": lines, "trainer": r.trainer.State(), "strategy": r.strategy.State(), "reset": r.state.Reset, "step": r.state.Step, "losses": r.state.Losses}
}

// TestMeasurementsAreKept interrupts a batch of the controller after its first
// measurements. They are in the state, and are not measured again.
func TestMeasurementsAreKept(t *testing.T) {
	r := openTiny(t)
	r.config.Reward.Images, r.config.Reward.Batch, r.config.Reward.Splits = 8, 8, 2
	before := r.strategy.State()
	if _, err := r.measureNew(&expiring{t.Context(), 5}, "controller", 4); !errors.Is(err, ErrInterrupted) {
		t.Fatalf("got %v, want an interruption", err)
	}
	kept := len(r.state.Measured)
	if kept == 0 || kept == 4 || r.trials.Len() > 0 || !cmp.Equal(before, r.strategy.State()) {
		t.Fatalf("%d of 4 measurements are kept, %d are logged", kept, r.trials.Len())
	}
	const mark = 42 // no reward of a measurement
	r.state.Measured[0].Reward, r.remembered = mark, 0
	records, err := r.measureNew(t.Context(), "controller", 4)
	if err != nil {
		t.Fatal(err)
	}
	if records[0].Reward != mark || records[1].Reward == mark || r.trials.Len() != 4 || r.state.Measured != nil {
		t.Errorf("rewards %v, %d lines logged, %d measurements left", records, r.trials.Len(), len(r.state.Measured))
	}
}
