package autogan

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"autogan/layers"
	"autogan/vk"
)

// EvaluateShared measures the best architecture of a finished search with the
// shared weights, as [Derive] measures it from scratch: with the same scorer, as
// many images and the same reference. It keeps the evaluation in the folder of
// the derivation, so a later call only reads it.
//
// Mistakes of the configuration, a search that has not ended and one without
// shared weights are a [*config.Error]. If ctx ends first, EvaluateShared
// returns [ErrInterrupted].
func EvaluateShared(ctx context.Context, s *vk.Stream, run Run, observer Observer) (Evaluation, error) {
	var e Evaluation
	l, err := hold(run.Folder, observer)
	if err != nil {
		return e, err
	}
	defer l.Release()
	f := folder{run.DeriveFolder()}
	err = f.readJSON(sharedFile, &e)
	if !errors.Is(err, fs.ErrNotExist) {
		return e, err
	}
	if e, err = run.evaluateShared(ctx, s, observer); err != nil {
		return Evaluation{}, err
	}
	if err := os.MkdirAll(f.path, 0o755); err != nil {
		return Evaluation{}, fmt.Errorf("autogan: folder of the derivation: %w", err)
	}
	return e, f.writeJSON(sharedFile, e)
}

func (r Run) evaluateShared(ctx context.Context, s *vk.Stream, observer Observer) (Evaluation, error) {
	found, err := r.Found()
	if err != nil {
		return Evaluation{}, err
	}
	a, err := r.Config.Archs().Parse(found[0].Arch)
	if err != nil {
		return Evaluation{}, fmt.Errorf("autogan: the best architecture: %w", err)
	}
	g, err := r.Generator(s)
	if err != nil {
		return Evaluation{}, err
	}
	defer g.Release()
	ts := &trainings{stream: s, folder: r.DeriveFolder(), observer: observer}
	defer ts.release()
	c := deriveConfig(r.Config, found[0], ts.folder, 1)
	if r.Mode() == layers.EvalBatch {
		c.Eval.Batch = c.Reward.Batch // as the search has measured them
	}
	if err := ts.open(ctx, c); err != nil {
		return Evaluation{}, err
	}
	return ts.measurer.measure(ctx, s, Images(g, a, r.Mode(), seedFor(r.Config, forEvaluation, 0)))
}
