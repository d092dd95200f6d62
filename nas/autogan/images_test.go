package autogan

import (
	"math"
	"testing"

	"autogan/nas"
	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
)

// rounding bounds how far figures of the same images may lie apart. A convolution
// of another batch may run on another kernel, which rounds otherwise: now and then
// a pixel is one grey level off.
const rounding = 1e-3

// TestTheBatchEntersNoReward measures one architecture, with images in batches of
// several sizes.
func TestTheBatchEntersNoReward(t *testing.T) {
	r := openTiny(t)
	r.config.Reward.Images, r.config.Reward.Splits, r.config.Reward.Also = 50, 1, []string{"fid"}
	measured := func(batch int) nas.Measurement {
		r.config.Reward.Batch, r.measurer = batch, nil
		m, err := r.measure(t.Context(), nas.Trial{ID: 1, Tokens: nas.Tokens{1, 0, 1, 1}})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	want := measured(50)
	for _, batch := range []int{1, 7, 20} {
		got := measured(batch)
		sameFigure(t, "reward", batch, got.Reward, want.Reward)
		sameFigure(t, "FID", batch, got.Metrics["fid"], want.Metrics["fid"])
	}
}

// TestTheBatchEntersNoEvaluation evaluates a training that has just begun.
func TestTheBatchEntersNoEvaluation(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := config.Default(config.Paper)
	c.RunDir, c.Train.Arch = t.TempDir(), "1 0 1 1"
	c.Data.Images, c.GAN.LatentDim, c.Train.Channels, c.Train.DiscChannels = 64, 8, 4, 4
	ts := &trainings{stream: s, folder: c.RunDir, observer: silent{}}
	t.Cleanup(ts.release)
	tr, err := ts.begin(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tr.release)
	tr.measurer.config.Images, tr.measurer.config.Splits = 50, 1
	evaluated := func(batch int) Evaluation {
		tr.measurer.config.Batch = batch
		if err := tr.measure(t.Context()); err != nil {
			t.Fatal(err)
		}
		return *tr.state.Last
	}
	want := evaluated(50)
	for _, batch := range []int{1, 7, 20} {
		got := evaluated(batch)
		sameFigure(t, "IS", batch, got.IS, want.IS)
		sameFigure(t, "FID", batch, got.FID, want.FID)
	}
}

func sameFigure(t *testing.T, name string, batch int, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > rounding*want {
		t.Errorf("in batches of %d the %s is %v, in one batch %v", batch, name, got, want)
	}
}
