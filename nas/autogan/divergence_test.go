package autogan

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/gan"
	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

// letDiverge runs or continues a training whose critic gets a weight that is
// NaN, and returns the error with which it ends.
func letDiverge(t *testing.T, s *vk.Stream, c config.Config) error {
	t.Helper()
	return letDivergeWhile(t, t.Context(), s, c)
}

// letDivergeWhile is letDiverge under a context, which may have ended.
func letDivergeWhile(t *testing.T, ctx context.Context, s *vk.Stream, c config.Config) error {
	t.Helper()
	training, release := beginTraining(t, s, c)
	defer release()
	tensor.Fill(s, training.trainer.Dis.StateDict()["linear.weight"], float32(math.NaN()))
	_, err := training.toEnd(ctx)
	return err
}

// beginTraining opens a training, to be released.
func beginTraining(t *testing.T, s *vk.Stream, c config.Config) (opened *training, release func()) {
	t.Helper()
	ts := &trainings{stream: s, folder: c.RunFolder(), observer: silent{}}
	opened, err := ts.begin(t.Context(), c)
	if err != nil {
		ts.release()
		t.Fatal(err)
	}
	return opened, func() { opened.release(); ts.release() }
}

// contents reads files of a folder.
func contents(t *testing.T, dir string, names ...string) string {
	t.Helper()
	var all strings.Builder
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// TestDivergedTrainingKeepsWhatItHad: the checkpoint and the generators of the
// evaluations before stay as they were, also when an interruption saves the
// state. The error names settings, and the same command ends with it again.
func TestDivergedTrainingKeepsWhatItHad(t *testing.T) {
	c := tinyConfig(t)
	c.Train.Arch, c.Train.GeneratorSteps, c.Train.SaveMinutes = "1 0 1 1", 6, 0
	if err := trainTo(t, c, true); !errors.Is(err, ErrInterrupted) {
		t.Fatal(err)
	}
	kept := []string{checkpointFile, BestFile, LastFile, evaluationsFile}
	before := contents(t, c.RunDir, kept...)
	_, s := testgpu.Stream(t)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	first := letDivergeWhile(t, stopped, s, c)
	again := trainTo(t, c, false)
	var d *Divergence
	if !errors.As(first, &d) || d.Best == nil || again == nil || first.Error() != again.Error() {
		t.Fatalf("first %v, then %v, want one divergence", first, again)
	}
	if !errors.Is(again, gan.ErrNotFinite) || !strings.Contains(again.Error(), "gan.lr_g") {
		t.Errorf("%v does not say what to change", again)
	}
	if contents(t, c.RunDir, kept...) != before {
		t.Error("a file from before the divergence has changed")
	}
	if _, err := os.Stat(filepath.Join(c.RunDir, resultFile)); err == nil {
		t.Error("a diverged training has a result")
	}
}

// TestDivergedSeedIsOneOfSeveral: the others train to the end and make up the
// mean.
func TestDivergedSeedIsOneOfSeveral(t *testing.T) {
	c := tinyConfig(t)
	c.Train.Arch, c.Train.Seeds = "1 0 1 1", []int{1, 2, 3}
	_, s := testgpu.Stream(t)
	if err := letDiverge(t, s, perSeed(c)[1]); !errors.Is(err, gan.ErrNotFinite) {
		t.Fatal(err)
	}
	summary, err := Train(t.Context(), s, c, silent{})
	if err != nil {
		t.Fatal(err)
	}
	if len(summary.Runs) != 2 || len(summary.Diverged) != 1 || summary.Diverged[0].Seed != 2 {
		t.Fatalf("got %+v", summary)
	}
	a, b := summary.Runs[0].Best.FID, summary.Runs[1].Best.FID
	if want := SpreadOf([]float64{a, b}); summary.FID != want {
		t.Errorf("FID %v, want %v of the two that did not diverge", summary.FID, want)
	}
	if text := contents(t, c.RunDir, summaryFile); !strings.Contains(text, `"diverged"`) {
		t.Errorf("the summary does not say what diverged:\n%s", text)
	}
}

// TestDivergedArchitectureComesLast in a derivation (paper, section 3.3.3: the
// best of the top K, trained from scratch). If all diverge, that is the error.
func TestDivergedArchitectureComesLast(t *testing.T) {
	c := tinyConfig(t)
	c.Search.Iterations, c.Search.NumCandidates, c.Search.TopK = []int{1}, 3, 2
	_, s := testgpu.Stream(t)
	found := runSearch(t, s, c, silent{}).Top
	folder := filepath.Join(c.RunDir, "derive")
	diverge := func(rank int) {
		if err := letDiverge(t, s, deriveConfig(c, found[rank-1], folder, rank)); !errors.Is(err, gan.ErrNotFinite) {
			t.Fatal(err)
		}
	}
	diverge(1)
	run := Run{c.RunDir, c}
	result, err := Derive(t.Context(), s, run, silent{})
	if err != nil {
		t.Fatal(err)
	}
	first, last := result.Derived[0], result.Derived[1]
	if first.Rank != 2 || len(first.Runs) != 1 || last.Rank != 1 || len(last.Diverged) != 1 {
		t.Errorf("first %+v, then %+v, want rank 2 and the diverged rank 1", first, last)
	}
	var d *Divergence
	if !errors.As(result.Missing(), &d) || result.failed() != nil {
		t.Errorf("what is missing: %v, and to be tried again: %v; want the divergence and nothing", result.Missing(), result.failed())
	}
	if err := os.RemoveAll(filepath.Join(folder, "2")); err != nil {
		t.Fatal(err)
	}
	diverge(2)
	if _, err := Derive(t.Context(), s, run, silent{}); !errors.As(err, &d) {
		t.Errorf("all have diverged: got %v", err)
	}
}

// TestComparisonLeavesOutDivergedRuns.
func TestComparisonLeavesOutDivergedRuns(t *testing.T) {
	c := Compared{Runs: []ComparedRun{
		{Trained: Evaluation{IS: 2, FID: 30}}, {Diverged: "a loss is not finite"}, {Trained: Evaluation{IS: 4, FID: 20}},
	}}
	c.summarise()
	if c.IS.Mean != 3 || c.FID.Mean != 25 || len(c.Finished()) != 2 {
		t.Errorf("IS %v, FID %v of %d, want 3 and 25 of 2", c.IS, c.FID, len(c.Finished()))
	}
	none := Compared{Runs: []ComparedRun{{Diverged: "a loss is not finite"}}}
	if none.summarise(); none.IS != (Spread{}) {
		t.Errorf("without a run IS is %v", none.IS)
	}
}
