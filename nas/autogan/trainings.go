package autogan

import (
	"context"

	"autogan/gan/dataset"
	"autogan/nas/autogan/config"
	"autogan/vk"
)

// trainings runs trainings on the same images, one after the other. What they
// share is opened by the first one that has not finished yet.
type trainings struct {
	stream   *vk.Stream
	folder   string // keeps the statistics of the training images
	observer Observer

	data     dataset.Dataset
	network  network
	measurer *evaluator // nil until the first of them trains
}

// run trains to the end, or reads the result if the training has finished.
func (ts *trainings) run(ctx context.Context, c config.Config) (TrainResult, error) {
	result, ended, err := readResult[TrainResult](c)
	if err != nil || ended {
		result.Folder = c.RunFolder()
		return result, err
	}
	t, err := ts.begin(ctx, c)
	if err != nil {
		return TrainResult{}, err
	}
	defer t.release()
	return t.toEnd(ctx)
}

// begin opens a training, and before the first one what all share.
func (ts *trainings) begin(ctx context.Context, c config.Config) (*training, error) {
	if ts.measurer == nil {
		if err := ts.open(ctx, c); err != nil {
			return nil, err
		}
	}
	return openTraining(ts.stream, c, ts.data, ts.measurer, ts.observer)
}

func (ts *trainings) open(ctx context.Context, c config.Config) (err error) {
	if len(ts.data.Images) == 0 {
		if ts.data, err = LoadData(c); err != nil {
			return err
		}
	}
	a, err := c.ParseArch(c.Train.Arch)
	if err != nil {
		return &config.Error{Where: c.Name, Key: "train.arch", Problem: err.Error()}
	}
	size := trainGeometry(c).ImageSize(a.Cells())
	if ts.network, err = openScorer(ts.stream, c.EvalScorer(), "eval.scorer", size); err != nil {
		return err
	}
	ts.measurer, err = newEvaluator(ctx, ts.stream, ts.network, c.Eval, ts.data, size, ts.folder, ts.observer)
	return err
}

// release frees what was opened.
func (ts *trainings) release() {
	if ts.network != nil {
		ts.network.Release()
	}
}
