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
	single   bool   // nothing else goes on, so a training that cannot is a mistake
	observer Observer

	data     *dataset.Originals // nil until the first of them trains, unless a search has set it
	network  network
	measurer *evaluator // nil until the first of them trains
}

// run trains to the end, or reads the result if the training has finished. The
// result of one that diverged is the error [*Divergence].
func (ts *trainings) run(ctx context.Context, c config.Config) (TrainResult, error) {
	result, ended, err := readResult[TrainResult](c)
	if err != nil {
		return result, err
	}
	if ended {
		longer, err := ts.lengthens(c, result.Last.Step)
		if err != nil || !longer {
			result.Folder = c.RunFolder()
			return result, err
		}
	}
	t, err := ts.begin(ctx, c)
	if err != nil {
		return TrainResult{}, err
	}
	defer t.release()
	return t.toEnd(ctx)
}

// begin opens a training, and what all share before the first one and before one
// that is evaluated in another way. One that has diverged is the error
// [*Divergence], unless it is to go on with other settings.
func (ts *trainings) begin(ctx context.Context, c config.Config) (*training, error) {
	now, k, err := continued(c, config.ContinuableTraining)
	if err != nil {
		return nil, err
	}
	d, err := readDivergence(c.RunFolder())
	if err != nil {
		return nil, err
	}
	if d != nil && len(k.fresh) == 0 {
		return nil, d
	}
	first := ts.measurer == nil || ts.measurer.config != now.Eval
	if first {
		ts.release()
		if err := ts.open(ctx, now); err != nil {
			return nil, err
		}
	}
	t, err := openTraining(ctx, ts.stream, c, ts.data, ts.measurer, ts.observer)
	if err == nil && first {
		t.sayProtocol()
	}
	return t, err
}

func (ts *trainings) open(ctx context.Context, c config.Config) (err error) {
	if err := CheckRoom(c, memoryWith(ts.stream.Device())); err != nil {
		return err
	}
	if err := checkScorer(c, c.EvalScorer(), evalScorer); err != nil {
		return err
	}
	a, err := c.ParseArch(c.Train.Arch)
	if err != nil {
		return &config.Error{Where: c.Name, Key: "train.arch", Problem: err.Error()}
	}
	size := trainGeometry(c).ImageSize(a.Cells())
	if ts.data == nil {
		if ts.data, err = openData(ctx, c, size, ts.observer); err != nil {
			return err
		}
	}
	if ts.network, err = openScorer(ts.stream, c, c.EvalScorer(), evalScorer, size); err != nil {
		return err
	}
	d, err := imagesAt(ctx, ts.data, size, ts.observer)
	if err != nil {
		return err
	}
	ts.measurer, err = newEvaluator(ctx, ts.stream, ts.network, c.Eval, d, ts.folder, ts.observer)
	return err
}

// release frees what was opened.
func (ts *trainings) release() {
	if ts.network != nil {
		ts.network.Release()
	}
	ts.network, ts.measurer = nil, nil
}
