package autogan

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"autogan/nas/autogan/config"

	"github.com/google/go-cmp/cmp"
)

// TestSharedEvaluationIsOfTheBest compares the evaluation of the shared weights,
// which are read from the checkpoint, with one of the live network: the best
// architecture, the scorer, the images and the reference of a derivation.
func TestSharedEvaluationIsOfTheBest(t *testing.T) {
	r := openTiny(t)
	r.config.Search.MaxSteps, r.config.Search.NumCandidates, r.config.Search.TopK = 4, 3, 2
	r.config.Controller.Steps, r.config.Controller.Batch = 1, 1
	r.config.Reward.Images, r.config.Reward.Splits = 8, 2
	r.config.Eval.Images, r.config.Eval.Splits = 32, 2
	r.config.Train.Channels = 8 // unlike the shared weights
	if _, err := r.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	run := Run{r.folder.path, r.config}
	got, err := EvaluateShared(t.Context(), r.stream, run, silent{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r.liveEvaluation(t), got); diff != "" {
		t.Errorf("mismatch (-live +from the folder)\n%s", diff)
	}

	run.Config.Eval.Reference = filepath.Join(t.TempDir(), "reference.npz")
	if err := os.Rename(filepath.Join(run.DeriveFolder(), ReferenceFile(16)), run.Config.Eval.Reference); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(run.DeriveFolder()); err != nil {
		t.Fatal(err)
	}
	if of, err := EvaluateShared(t.Context(), r.stream, run, silent{}); err != nil || of != got {
		t.Errorf("with the file of the reference: %+v, %v, want %+v", of, err, got)
	}

	if err := os.Remove(r.folder.join(checkpointFile)); err != nil {
		t.Fatal(err)
	}
	if again, err := EvaluateShared(t.Context(), r.stream, run, silent{}); err != nil || again != got {
		t.Errorf("asked again: %+v, %v, want what was kept: %+v", again, err, got)
	}
}

// liveEvaluation measures the first of the parents with the networks of a search
// that has ended.
func (r *Search) liveEvaluation(t *testing.T) Evaluation {
	t.Helper()
	a, err := r.config.Archs().Arch(r.state.Parents[0].Tokens)
	if err != nil {
		t.Fatal(err)
	}
	data, err := r.data.At(t.Context(), 16)
	if err != nil {
		t.Fatal(err)
	}
	e, err := newEvaluator(t.Context(), r.stream, r.scorer, r.config.Eval, data, t.TempDir(), silent{})
	if err != nil {
		t.Fatal(err)
	}
	want, err := e.measure(t.Context(), r.stream, Images(r.trainer.Gen, a, sharedMode(r.config), seedFor(r.config, forEvaluation, 0)))
	if err != nil {
		t.Fatal(err)
	}
	return want
}

func TestSharedEvaluationNeedsAnEnd(t *testing.T) {
	r := openTiny(t)
	var mistake *config.Error
	if _, err := EvaluateShared(t.Context(), r.stream, Run{r.folder.path, r.config}, silent{}); !errors.As(err, &mistake) {
		t.Errorf("of a search that has not ended: %v, want a *config.Error", err)
	}
}
