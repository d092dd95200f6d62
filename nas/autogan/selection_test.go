package autogan

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"autogan/nas"
	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"

	"github.com/google/go-cmp/cmp"
)

// selecting is a search of a single stage whose architectures differ in the
// order of the convolutions and the shortcut: there are four.
func selecting(t *testing.T, k int) config.Config {
	c := tinyConfig(t)
	c.Space.Fix = []config.Fix{{Decision: "norm", Option: "none"}, {Decision: "upsampling", Option: "nearest"}}
	c.Search.Iterations, c.Search.TopK, c.Search.NumCandidates = []int{1}, k, k
	return c
}

// selected returns the trials of the selection.
func selected(t *testing.T, c config.Config) []nas.Trial {
	t.Helper()
	lines, err := nas.ReadLog[TrialLine](filepath.Join(c.RunDir, trialsFile))
	if err != nil {
		t.Fatal(err)
	}
	var trials []nas.Trial
	for _, line := range lines {
		if line.Phase == "selection" {
			trials = append(trials, line.Trial)
		}
	}
	return trials
}

func differentTokens(trials []nas.Trial) int {
	var seen []nas.Tokens
	for _, trial := range trials {
		if !slices.ContainsFunc(seen, func(s nas.Tokens) bool { return slices.Equal(s, trial.Tokens) }) {
			seen = append(seen, trial.Tokens)
		}
	}
	return len(seen)
}

// TestSelectionDrawsOn (paper, Algorithm 1: the top K of the controller's
// architectures become the next stage's parents): where the first M candidates
// hold equal ones, it draws on until K differ, and logs what it
// measures; one that it has measured already it does not measure again.
func TestSelectionDrawsOn(t *testing.T) {
	for _, c := range []struct {
		name      string
		change    func(*config.Config)
		first     int // candidates of the selection that are drawn in any case
		different int // architectures of the selection
	}{
		{"controller", func(*config.Config) {}, 4, 4},
		{"random", func(c *config.Config) { c.Search.Strategy = config.RandomStrategy }, 4, 4},
		{"from scratch", func(c *config.Config) {
			c.Search.Levels, c.Search.Weights, c.Search.ScratchSteps = config.SingleLevel, config.FromScratch, 1
			c.Space.Cells = 1
		}, 0, 3}, // after a single trial
	} {
		t.Run(c.name, func(t *testing.T) {
			_, s := testgpu.Stream(t)
			settings, said := selecting(t, 4), &remarks{}
			c.change(&settings)
			result := runSearch(t, s, settings, said)
			if len(result.Top) != 4 || said.said("instead of") {
				t.Errorf("kept %d of four different architectures\n%s", len(result.Top), strings.Join(said.lines, "\n"))
			}
			trials := selected(t, settings)
			if n := differentTokens(trials); n != c.different {
				t.Errorf("logged %d different architectures of the selection, want %d", n, c.different)
			}
			if n := differentTokens(trials[:c.first]); len(trials) != c.first+c.different-n {
				t.Errorf("%d of %d candidates differ, and then it measured %d more", n, c.first, len(trials)-c.first)
			}
			if !slices.IsSortedFunc(trials, func(a, b nas.Trial) int { return a.ID - b.ID }) {
				t.Errorf("the selection is logged in another order: %v", trials)
			}
		})
	}
}

// TestSelectionSaysThatFewerDiffer: a stage of four architectures has no fifth.
func TestSelectionSaysThatFewerDiffer(t *testing.T) {
	_, s := testgpu.Stream(t)
	c, said := selecting(t, 5), &remarks{}
	if result := runSearch(t, s, c, said); len(result.Top) != 4 {
		t.Errorf("kept %d, want 4", len(result.Top))
	}
	if !said.said("top K: 4 architectures instead of 5: the stage has no others") {
		t.Errorf("it is not said:\n%s", strings.Join(said.lines, "\n"))
	}
}

// TestSelectionAllowsDuplicates, as the reference code does: it draws M
// candidates and no more.
func TestSelectionAllowsDuplicates(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := selecting(t, 5)
	c.Search.AllowDuplicates = true
	if result := runSearch(t, s, c, silent{}); len(result.Top) != 5 || len(selected(t, c)) != 5 {
		t.Errorf("kept %d of %d candidates, want 5 of 5", len(result.Top), len(selected(t, c)))
	}
}

// stopAtDraw interrupts a selection when it has measured some candidates.
type stopAtDraw struct {
	silent
	phase string
	stop  context.CancelFunc
}

func (s *stopAtDraw) Phase(name string, _, _ int) {
	if strings.HasSuffix(name, s.phase) {
		s.stop()
	}
}

// TestInterruptedSelectionDrawsTheSame: an interrupted selection logs nothing
// and is repeated.
func TestInterruptedSelectionDrawsTheSame(t *testing.T) {
	_, s := testgpu.Stream(t)
	whole := selecting(t, 4)
	runSearch(t, s, whole, silent{})
	pieces := whole
	pieces.RunDir = filepath.Join(t.TempDir(), "pieces")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := Open(t.Context(), s, pieces, &stopAtDraw{phase: "top K", stop: cancel})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	if _, err := r.Run(ctx); !errors.Is(err, ErrInterrupted) {
		t.Fatalf("got %v, want an interruption", err)
	}
	if n := len(selected(t, pieces)); n > 0 {
		t.Errorf("the interrupted selection has logged %d trials", n)
	}
	runSearch(t, s, pieces, silent{})
	for _, name := range []string{trialsFile, resultFile} {
		want, _ := os.ReadFile(filepath.Join(whole.RunDir, name))
		got, _ := os.ReadFile(filepath.Join(pieces.RunDir, name))
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-uninterrupted +got)\n%s", name, diff)
		}
	}
}
