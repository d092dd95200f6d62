package autogan

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"autogan/nas"
	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
)

// minutes is a clock and an observer: every unit of progress takes a minute,
// and nothing else takes time. It stops the run at a given unit.
type minutes struct {
	at   *time.Time
	left *int // units until stop
	stop context.CancelFunc
}

func (m minutes) Phase(string, int, int) {}
func (m minutes) Message(string)         {}

func (m minutes) Advance(n int) {
	*m.at = m.at.Add(time.Duration(n) * time.Minute)
	if *m.left -= n; *m.left <= 0 {
		m.stop()
	}
}

// searchMinutes runs a search by a clock of minutes, which shows begun at first
// and stops the search after so many.
func searchMinutes(t *testing.T, c config.Config, begun time.Time, stopAfter int) (*Search, Result, error) {
	t.Helper()
	_, s := testgpu.Stream(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	m := minutes{&begun, &stopAfter, cancel}
	r, err := Open(t.Context(), s, c, m)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	r.clock.begun, r.clock.now = begun, func() time.Time { return begun }
	result, err := r.Run(ctx)
	return r, result, err
}

const never = 1 << 30

// sharing is random search with weight sharing: three iterations of six steps in
// blocks of two, then three measurements. Before them, six are timed.
func sharing(t *testing.T) config.Config {
	c := tinyConfig(t)
	c.Space.Cells = 1
	c.Search.Strategy, c.Search.Levels, c.Search.Iterations = config.RandomStrategy, config.SingleLevel, []int{3}
	c.Search.MaxSteps, c.Search.SharedEpochs, c.Search.LossesEvery, c.Search.NumCandidates, c.Search.SaveMinutes = 6, 2, 2, 3, 60
	c.Controller.Steps = 0
	return c
}

// ladder is a search by ASHA of six measurements, each at most of four steps.
func ladder(t *testing.T) config.Config {
	c := tinyConfig(t)
	c.Space.Cells = 1
	c.Search.Strategy, c.Search.Levels, c.Search.Weights = config.ASHAStrategy, config.SingleLevel, config.FromScratch
	c.Search.Iterations, c.Controller.Steps, c.Search.TopK = []int{3}, 2, 2
	c.Search.ScratchSteps, c.Search.ASHAEta, c.Search.ASHAMaxSteps = 1, 2, 4
	return c
}

func readText(t *testing.T, c config.Config, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(c.RunDir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestBudgetCutsTheLog: what a search with a budget has logged is the beginning
// of what the same search logs without one (Li and Talwalkar give each method
// one wall time).
func TestBudgetCutsTheLog(t *testing.T) {
	for _, c := range []struct {
		name    string
		config  func(*testing.T) config.Config
		log     string
		minutes float64 // the budget
		lines   int     // of the log
		want    Budget
	}{
		// Six minutes of timing, three for the selection: 15 leave six for training.
		{"sharing", sharing, metricsFile, 15, 3, Budget{Hours: 0.25, Iterations: 1, Steps: 6, Measured: 3}},
		// 17.1 leave eight, and the last block is begun within them.
		{"sharing, second iteration", sharing, metricsFile, 17.1, 5, Budget{Hours: 0.285, Iterations: 2, Steps: 10, Measured: 3}},
		{"halving", ladder, trialsFile, 3, 3, Budget{Hours: 0.05, Iterations: 2, Measured: 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			free, bound := c.config(t), c.config(t)
			bound.Search.Hours = c.minutes / 60
			if _, result, err := searchMinutes(t, free, time.Time{}, never); err != nil || result.Budget != nil {
				t.Fatalf("without a budget: %+v, %v", result.Budget, err)
			}
			r, result, err := searchMinutes(t, bound, time.Time{}, never)
			if err != nil || result.Budget == nil || len(result.Top) == 0 {
				t.Fatalf("got %+v, %v", result, err)
			}
			c.want.Hours = c.minutes / 60
			if *result.Budget != c.want {
				t.Errorf("got %+v, want %+v", *result.Budget, c.want)
			}
			whole, cut := readText(t, free, c.log), readText(t, bound, c.log)
			if !strings.HasPrefix(whole, cut) || strings.Count(cut, "\n") != c.lines {
				t.Errorf("%s is\n%swant the first %d lines of\n%s", c.log, cut, c.lines, whole)
			}
			if r.state.Strategy != nil || r.state.Iteration != r.state.Cut {
				t.Errorf("the search is in iteration %d, %d ended it", r.state.Iteration, r.state.Cut)
			}
		})
	}
}

// TestBudgetCountsWork stops a search and goes on a year later. Only the time
// of work counts, so it ends where it would have ended. A checkpoint that is
// lost takes its time with it.
func TestBudgetCountsWork(t *testing.T) {
	whole, pieces := ladder(t), ladder(t)
	whole.Search.Hours, pieces.Search.Hours = 4.0/60, 4.0/60
	if _, _, err := searchMinutes(t, whole, time.Time{}, never); err != nil {
		t.Fatal(err)
	}
	begun := time.Time{}
	for stops := 0; ; stops++ {
		r, _, err := searchMinutes(t, pieces, begun, 1)
		if err == nil && stops < 2 {
			t.Errorf("stopped %d times, want 2 or more", stops)
		}
		if err == nil {
			break
		}
		if want := 60 * float64(stops+1); !errors.Is(err, ErrInterrupted) || r.state.Seconds != want {
			t.Fatalf("%v after %g seconds of work, want an interruption after %g", err, r.state.Seconds, want)
		}
		begun = begun.AddDate(1, 0, 0)
		if err := os.WriteFile(filepath.Join(pieces.RunDir, clockFile), []byte(`{"seconds": 1e6}`), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{trialsFile, resultFile} {
		if a, b := readText(t, whole, name), readText(t, pieces, name); a != b {
			t.Errorf("%s is\n%swant\n%s", name, b, a)
		}
	}
}

// TestNoBudgetNoTime: without a budget a checkpoint holds nothing that depends
// on time.
func TestNoBudgetNoTime(t *testing.T) {
	c := ladder(t)
	if _, _, err := searchMinutes(t, c, time.Time{}, 2); !errors.Is(err, ErrInterrupted) {
		t.Fatalf("got %v, want an interruption", err)
	}
	state := loadState(t, c).Metadata["state"]
	for _, key := range []string{`"seconds"`, `"cut"`} {
		if strings.Contains(state, key) {
			t.Errorf("the state has %s: %s", key, state)
		}
	}
}

// TestForgedBudget refuses states that no search with this budget can have.
func TestForgedBudget(t *testing.T) {
	for name, s := range map[string]state{
		"before it began":      {Cut: -1},
		"after its end":        {Cut: 4},
		"with no time of work": {Cut: 1, Seconds: -1},
	} {
		c := ladder(t)
		c.Search.Hours = 1
		s.Reset = NewDynamicReset(c.Reset)
		s.Strategy = &nas.StrategyState{}
		r := &Search{run: run{config: c}, state: s}
		if r.checkState() == nil {
			t.Errorf("cut %s: it is accepted", name)
		}
		r.state.Cut, r.state.Seconds = 1, 1
		if err := r.checkState(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if r.config.Search.Hours = 0; r.checkState() == nil {
			t.Error("a cut without a budget is accepted")
		}
	}
}

// TestBudgetLeavesOutTheCorrelation, which follows the search that it ended.
func TestBudgetLeavesOutTheCorrelation(t *testing.T) {
	r := &Search{run: run{folder: &folder{t.TempDir()}}, state: state{Cut: 1}}
	if err := os.WriteFile(r.folder.join(metricsFile), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	b, err := r.budgetSpent([]TrialLine{{Phase: "controller"}, {Phase: "selection"}, {Phase: correlationPhase}})
	if err != nil || b.Measured != 2 {
		t.Errorf("got %+v, %v, want 2 measurements", b, err)
	}
}
