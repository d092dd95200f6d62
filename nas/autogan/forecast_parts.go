package autogan

import (
	"errors"
	"os"

	"autogan/gan/arch"
	"autogan/gan/dataset"
	"autogan/gan/metric"
	"autogan/nas"
	"autogan/nas/autogan/config"
)

// stageTimings time what a stage does, one thing after the other.
var stageTimings = []func(*timing) error{
	(*timing).discriminatorStep, (*timing).generatorStep, (*timing).update, (*timing).reward, (*timing).scratch,
}

func (t *timing) discriminatorStep() (err error) {
	n := t.config.Search.LossesEvery
	draw := func() error { _, err := t.strategy.Suggest(n); return err }
	if _, err := t.once(draw); err != nil {
		return err
	}
	drawing, err := t.median(draw)
	if err != nil {
		return err
	}
	indices := make([]int, t.config.GAN.BatchD)
	step, err := t.perArch(func(a arch.Arch) error {
		return t.trainer.DiscriminatorStep(a, t.images.Batch(t.stream, indices))
	})
	t.cost.StepD = step + drawing/float64(n)
	return err
}

func (t *timing) generatorStep() (err error) {
	t.cost.StepG, err = t.perArch(t.trainer.GeneratorStep)
	return err
}

// update times an update of the controller, by rewards that nothing has measured.
func (t *timing) update() (err error) {
	work := func() error {
		trials, err := t.strategy.Suggest(t.config.Controller.Batch)
		if err != nil {
			return err
		}
		var batch []nas.Record
		for i, trial := range trials {
			batch = append(batch, nas.Record{Trial: trial, Measurement: nas.Measurement{Reward: float64(i)}})
		}
		return t.strategy.Observe(batch)
	}
	if _, err := t.once(work); err != nil {
		return err
	}
	t.cost.Update, err = t.median(work)
	return err
}

// fewImages are enough to estimate how many images there is time for. On a CPU
// Inception-v3 takes a tenth of a second for each.
const fewImages = 4

// reward measures as many images as there is time for, and half of them, and
// extrapolates to all: a measurement has a part that does not depend on their
// number.
func (t *timing) reward() error {
	c := t.config.Reward
	few := min(fewImages, c.Images)
	some, err := t.measured(few)
	if err != nil {
		return err
	}
	n := int(float64(few) * 2 * t.each.Seconds() / some)
	if n > c.Batch {
		n -= n % c.Batch
	}
	n = min(max(n, 2*few), c.Images)
	most, err := t.measured(n)
	if err != nil {
		return err
	}
	t.cost.Reward = extrapolated(few, some, n, most, c.Images)
	return t.reference()
}

// extrapolated returns the seconds of a measurement of all images, from those of
// few images and of n: a fixed part and a part for each image. Noise in the two
// timings makes neither part negative.
func extrapolated(few int, some float64, n int, most float64, all int) float64 {
	if n == all {
		return most
	}
	slope := (most - some) / float64(n-few)
	slope = min(max(slope, 0), most/float64(n))
	return most + slope*float64(all-n)
}

// measured returns the seconds of a reward by n images.
func (t *timing) measured(n int) (float64, error) {
	c := t.config.Reward
	measure := metric.MeasureConfig{Images: n, Batch: c.Batch, Splits: min(c.Splits, n)}
	return t.perArch(func(a arch.Arch) error {
		source := Images(t.trainer.Gen, a, sharedMode(t.config), 1)
		m, err := metric.Measure(t.ctx, t.stream, t.scorer, measure, source)
		if err != nil || !c.Measures(config.RewardFID) {
			return err
		}
		if t.known.Count == 0 {
			t.known = m.Statistics
		}
		_, err = metric.FrechetDistance(m.Statistics, t.known)
		return err
	})
}

// reference measures a batch of training images, which a FID needs.
func (t *timing) reference() (err error) {
	if !measuresReference(t.config, t.number) {
		return nil
	}
	n := max(min(fewImages, t.config.Reward.Batch), 2)
	d := noiseImages(n, t.config.ImageSize(t.number))
	seconds, err := t.median(func() error {
		_, err := statisticsOf(t.ctx, t.stream, t.scorer, d, n, quiet{})
		return err
	})
	t.cost.Reference = seconds / float64(n)
	return err
}

// scratch trains an architecture for one step of the generator and measures few
// images, in a temporary folder. The other steps and images cost what was timed
// before.
func (t *timing) scratch() error {
	c := t.config
	if !trainsFromScratch(c, t.number) {
		return nil
	}
	few := min(fewImages, c.Reward.Images)
	d := noiseImages(max(few, c.GAN.BatchD), c.ImageSize(t.number))
	one := scratchConfig(c, t.archs[0], "forecast")
	one.RunDir, one.Tune = t.folder.join("training"), config.TuneOff
	one.Train.GeneratorSteps, one.Train.EvalEvery = 1, 1
	one.Eval.Images, one.Eval.Splits, one.Eval.Reference = few, min(c.Reward.Splits, few), ""
	ts := &trainings{stream: t.stream, folder: t.folder.path, observer: quiet{}, data: dataset.Keep(d)}
	defer ts.release()
	train := func() error {
		_, err := ts.run(t.ctx, one)
		return errors.Join(err, os.RemoveAll(one.RunDir))
	}
	if _, err := t.once(train); err != nil { // compiles, and measures the reference
		return err
	}
	fixed, err := t.median(train)
	if err != nil {
		return err
	}
	imageSeconds := t.cost.Reward * float64(c.Reward.Images-few) / float64(c.Reward.Images)
	steps := meanScratchSteps(c.Search) - 1
	t.cost.Scratch = fixed + imageSeconds + steps*(float64(c.GAN.NCritic)*t.cost.StepD+t.cost.StepG)
	return useKernels(t.ctx, t.stream, c, t.folder, quiet{}, nil) // the training chose its own
}
