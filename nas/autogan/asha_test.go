package autogan

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"autogan/layers/checkpoint"
	"autogan/nas"
	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"

	"github.com/google/go-cmp/cmp"
)

// TestRungs counts rungs as Li et al. do: ⌊log_eta(R/r)⌋ + 1, with r·eta^k
// steps.
func TestRungs(t *testing.T) {
	for _, c := range []struct {
		least, eta, most int
		want             []int
	}{
		{780, 4, 50_000, []int{780, 3120, 12_480, 49_920}},
		{1, 4, 64, []int{1, 4, 16, 64}},
		{1, 4, 63, []int{1, 4, 16}},
		{40, 2, 100, []int{40, 80}},
		{40, 2, 79, []int{40}},
	} {
		s := config.Search{ScratchSteps: c.least, ASHAEta: c.eta, ASHAMaxSteps: c.most}
		rule := halving(s)
		var got []int
		for rung := range rule.Rungs {
			got = append(got, rungSteps(s, rung))
		}
		if rule.Eta != c.eta || !slices.Equal(got, c.want) {
			t.Errorf("from %d to %d by %d: got %v by %d, want %v", c.least, c.most, c.eta, got, rule.Eta, c.want)
		}
	}
}

// TestPublishedHalving: Li and Talwalkar reduce by 4; the highest rung is a
// whole training of the paper's.
func TestPublishedHalving(t *testing.T) {
	c, err := config.Load("cifar10-asha", "data.path=.")
	if err != nil {
		t.Fatal(err)
	}
	if rule := halving(c.Search); rule != (nas.Halving{Eta: 4, Rungs: 4}) || rungSteps(c.Search, 3) != 49_920 || c.Search.Hours != 48 {
		t.Errorf("got %+v, the highest rung of %d steps, %g hours", rule, rungSteps(c.Search, 3), c.Search.Hours)
	}
}

// ladderTrainings returns what runs the trainings of a search, and the settings
// of one of them.
func ladderTrainings(t *testing.T) (*trainings, config.Config) {
	t.Helper()
	_, s := testgpu.Stream(t)
	c := ladder(t)
	c.Search.ScratchSteps, c.Search.ASHAMaxSteps, c.Train.LogEvery, c.Search.SaveMinutes = 3, 12, 4, 0
	a, err := c.ParseArch("1 0 1 1")
	if err != nil {
		t.Fatal(err)
	}
	ts := &trainings{stream: s, folder: t.TempDir(), observer: quiet{}}
	t.Cleanup(ts.release)
	return ts, rungConfig(c, a, trialName(7))
}

// TestRungsContinueOneTraining: a training that stops at every rung, and is
// interrupted on its way, ends with the files of one that goes to the
// highest rung at once.
func TestRungsContinueOneTraining(t *testing.T) {
	ts, once := ladderTrainings(t)
	if _, err := ts.runTo(t.Context(), once, 12); err != nil {
		t.Fatal(err)
	}
	stops := 0
	var stop context.CancelFunc
	units := never
	pieces, climbed := ladderTrainings(t)
	if err := pieces.open(t.Context(), climbed); err != nil {
		t.Fatal(err)
	}
	pieces.observer = minutes{&time.Time{}, &units, func() { stop() }}
	climb := func(steps int) Evaluation {
		for ; ; stops++ {
			ctx, cancel := context.WithCancel(t.Context())
			units, stop = 4, cancel
			e, err := pieces.runTo(ctx, climbed, steps)
			cancel()
			if err == nil {
				return e
			}
			if !errors.Is(err, ErrInterrupted) {
				t.Fatal(err)
			}
		}
	}
	var reached []Evaluation
	for _, steps := range []int{3, 6, 12} {
		reached = append(reached, climb(steps))
		if e := reached[len(reached)-1]; e.Step != steps {
			t.Errorf("measured after %d steps, want %d", e.Step, steps)
		}
	}
	if stops < 4 {
		t.Errorf("interrupted %d times, want 4 or more", stops)
	}
	// From an earlier checkpoint of the search the lower rungs are asked again.
	if diff := cmp.Diff(reached, []Evaluation{climb(3), climb(6), climb(12)}); diff != "" {
		t.Errorf("asked again, evaluations mismatch (-want +got)\n%s", diff)
	}
	for _, name := range []string{metricsFile, LastFile} {
		if readText(t, once, name) != readText(t, climbed, name) {
			t.Errorf("%s differs from that of a training that never stopped", name)
		}
	}
	sameTensors(t, once, climbed)
}

// sameTensors compares the checkpoints of two trainings but for their states,
// which count the evaluations.
func sameTensors(t *testing.T, want, got config.Config) {
	t.Helper()
	a, b := loadState(t, want), loadState(t, got)
	if len(a.Arrays) != len(b.Arrays) || len(a.Arrays) == 0 {
		t.Fatalf("%d tensors, want %d", len(b.Arrays), len(a.Arrays))
	}
	a.Metadata, b.Metadata = nil, nil
	var texts []string
	for i, file := range []*checkpoint.File{a, b} {
		path := filepath.Join(t.TempDir(), fmt.Sprint(i))
		if err := checkpoint.Save(path, file); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	if texts[0] != texts[1] {
		t.Error("the tensors of the checkpoint differ")
	}
}

// TestSearchFollowsTheHalving checks every line of a search against the rule:
// which trial, how many steps, and the ranking by the highest rung.
func TestSearchFollowsTheHalving(t *testing.T) {
	c := ladder(t)
	c.Search.Iterations = []int{5}
	_, result, err := searchMinutes(t, c, time.Time{}, never)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := nas.ReadLog[TrialLine](filepath.Join(c.RunDir, trialsFile))
	if err != nil || len(lines) != 10 {
		t.Fatalf("%d lines, %v, want 10", len(lines), err)
	}
	var jobs []nas.Job
	var records []nas.Record
	tokens := map[int]nas.Tokens{}
	for _, line := range lines {
		job := halving(c.Search).Next(jobs)
		if line.ID != job.ID || line.Rung != job.Rung || line.Metrics["steps"] != float64(rungSteps(c.Search, job.Rung)) {
			t.Errorf("trial %d at rung %d after %g steps, want %+v", line.ID, line.Rung, line.Metrics["steps"], job)
		}
		if before, found := tokens[line.ID]; found && !slices.Equal(before, line.Tokens) {
			t.Errorf("trial %d was %v, is %v", line.ID, before, line.Tokens)
		}
		tokens[line.ID] = line.Tokens
		job.Reward = line.Reward
		jobs, records = append(jobs, job), append(records, line.Record)
	}
	best := nas.Furthest(records)[:2]
	if best[0].Rung != 2 {
		t.Errorf("the highest rung is %d, want 2", best[0].Rung)
	}
	for i, found := range result.Top {
		a, err := c.Archs().Arch(best[i].Tokens)
		if err != nil || found.Arch != a.String() || found.Reward != best[i].Reward {
			t.Errorf("rank %d: got %s with %g, want %s with %g (%v)", i+1, found.Arch, found.Reward, a, best[i].Reward, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(c.RunDir, "scratch", "*")); len(left) > 0 {
		t.Errorf("trainings are left over: %v", left)
	}
	unfinished := Run{c.RunDir, c}
	if err := os.Remove(filepath.Join(c.RunDir, resultFile)); err != nil {
		t.Fatal(err)
	}
	if a, err := unfinished.Best(); err != nil || a.String() != result.Top[0].Arch {
		t.Errorf("before there is a result the best is %s (%v), want %s", a, err, result.Top[0].Arch)
	}
}

// TestEarlyStoppingRemovesFolders keeps the trainings that run or may be promoted.
func TestEarlyStoppingRemovesFolders(t *testing.T) {
	c := ladder(t)
	s := earlyStopping{nas.NewASHA(Level(c, 0, nil), halving(c.Search), 1), c}
	state := nas.StrategyState{Next: 5}
	for id, reward := range []float64{5, 1, 2, 3, 4} { // 0 and 4 are promoted, 0 even twice
		state.Jobs = append(state.Jobs, nas.Job{ID: id, Reward: reward})
	}
	state.Jobs = append(state.Jobs, nas.Job{ID: 0, Rung: 1, Reward: 5}, nas.Job{ID: 4, Rung: 1, Reward: 4}, nas.Job{ID: 0, Rung: 2, Reward: 5})
	if err := s.SetState(state); err != nil {
		t.Fatal(err)
	}
	for id := range 6 {
		if err := os.MkdirAll(filepath.Join(scratchFolder(c), trialName(id), "samples"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	trials, err := s.Suggest(1) // a new one, 5, whose training was interrupted
	if err != nil || trials[0].ID != 5 {
		t.Fatalf("got %+v, %v", trials, err)
	}
	left, _ := filepath.Glob(filepath.Join(scratchFolder(c), "*"))
	for i := range left {
		left[i] = filepath.Base(left[i])
	}
	if diff := cmp.Diff([]string{"trial-0002", "trial-0003", "trial-0004", "trial-0005"}, left); diff != "" {
		t.Errorf("folders mismatch (-want +got)\n%s", diff)
	}
}
