package autogan

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"time"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/gan/dataset"
	"autogan/gan/metric"
	"autogan/gan/metric/inception"
	"autogan/nas"
	"autogan/nas/autogan/config"
	"autogan/vk"

	"gonum.org/v1/gonum/stat"
)

// ForecastOptions says how a search is timed.
type ForecastOptions struct {
	// Each is about how long each of the four or five things that a stage does
	// is timed. Where one of them takes longer, it is timed once.
	Each time.Duration
	// AnyWeights times Inception-v3 with random weights if its file is not
	// there or lacks layers. A note says so.
	AnyWeights bool
}

// NewForecast times what a search does on the stream's device, with networks of
// its own that it frees, and says how long the whole search takes. Nothing is
// written but the kernels that the device's cache keeps. Mistakes of the
// configuration are a [*config.Error].
func NewForecast(ctx context.Context, s *vk.Stream, c config.Config, options ForecastOptions, observer Observer) (Forecast, error) {
	data, err := openData(c, c.ImageSize(0))
	if err != nil {
		return Forecast{}, err
	}
	images, err := data.At(c.ImageSize(0))
	if err != nil {
		return Forecast{}, err
	}
	temporary, err := os.MkdirTemp("", "autogan-forecast-")
	if err != nil {
		return Forecast{}, fmt.Errorf("autogan: forecast: %w", err)
	}
	defer os.RemoveAll(temporary)
	t := &timing{ctx: ctx, stream: s, config: c, each: options.Each, folder: &folder{temporary}}
	defer t.release()
	if err := t.open(options.AnyWeights, observer); err != nil {
		return Forecast{}, err
	}
	var cost []costs
	for stage := range c.Stages() {
		observer.Phase(fmt.Sprintf("timing %d×%d", c.ImageSize(stage), c.ImageSize(stage)), len(stageTimings), 0)
		one, err := t.stage(stage, observer)
		if err != nil {
			return Forecast{}, err
		}
		cost = append(cost, one)
	}
	f := forecast(c, amountsOf(c, images.N), cost)
	f.Notes = t.notes
	return f, nil
}

// timing holds networks like those of the search.
type timing struct {
	ctx    context.Context
	stream *vk.Stream
	config config.Config
	each   time.Duration
	folder *folder // temporary
	notes  []string

	scorer  network
	trainer *gan.Trainer

	// Of the stage:
	number   int
	known    metric.Statistics // what distances are taken from
	archs    []arch.Arch
	strategy nas.Resumable
	images   *gan.Images
	cost     costs
}

func (t *timing) open(anyWeights bool, observer Observer) (err error) {
	t.scorer, err = openScorer(t.stream, t.config.Reward.Scorer, "reward.scorer", stageSizes(t.config)...)
	if err != nil && anyWeights && t.config.Reward.Scorer == "inception" && !errors.Is(err, vk.ErrOutOfMemory) {
		t.notes = append(t.notes, fmt.Sprintf("%s is not there or not whole: rewards were timed with random weights of the same network", InceptionFile))
		t.scorer, err = released(inception.Random(t.stream, 1))
	}
	if err != nil {
		return err
	}
	// As a new run does it; what is timed now is in the cache when the run asks.
	if err := useKernels(t.stream, t.config, t.folder, observer, searchShapes(t.config)); err != nil {
		return err
	}
	t.trainer, err = newShared(t.stream, t.config)
	return err
}

// stageTimings are the things that a stage does.
var stageTimings = []func(*timing) error{
	(*timing).discriminatorStep, (*timing).generatorStep, (*timing).update, (*timing).reward, (*timing).scratch,
}

func (t *timing) stage(stage int, observer Observer) (costs, error) {
	t.number, t.cost = stage, costs{}
	defer t.releaseStage()
	if err := t.openStage(); err != nil {
		return costs{}, err
	}
	for _, measure := range stageTimings {
		if err := measure(t); err != nil {
			return costs{}, err
		}
		observer.Advance(1)
	}
	return t.cost, nil
}

// openStage draws architectures and images. The content of the images does not
// matter: noise.
func (t *timing) openStage() (err error) {
	if t.archs, err = typicalArchs(t.config, t.number); err != nil {
		return err
	}
	first, _ := t.config.Decided(t.number)
	var parents []nas.Candidate
	if first > 0 {
		parents = []nas.Candidate{{Tokens: t.archs[0].First(first).Tokens(), Hidden: make([]float32, 2*t.config.Controller.Hidden)}}
	}
	if t.strategy, err = newStrategy(t.stream, t.config, t.number, parents); err != nil {
		return err
	}
	d := noiseImages(t.config.GAN.BatchD, t.config.ImageSize(t.number))
	t.images, err = gan.UploadImages(t.stream, d.Images, d.N, d.H)
	return errors.Join(err, t.stream.Sync())
}

func noiseImages(n, size int) dataset.Dataset {
	d := dataset.Dataset{N: n, H: size, W: size}
	d.Images = make([]byte, d.N*d.ImageSize())
	r := rand.New(rand.NewPCG(1, 1))
	for i := range d.Images {
		d.Images[i] = byte(r.Uint32())
	}
	return d
}

// typicalArchs returns architectures of a stage whose multiply-adds lie in the
// middle of those of random ones, then below and above it in turn. So the first
// one, three or five of them cost about the mean.
func typicalArchs(c config.Config, stage int) ([]arch.Arch, error) {
	level := nas.Level{Stage: stage, Space: freeDecisions(c, 0, c.Cells(stage))}
	trials, err := complete(c, stage, nas.NewRandomSearch(level, 1)).Suggest(101)
	if err != nil {
		return nil, err
	}
	var all []arch.Arch
	for _, trial := range trials {
		a, err := c.Archs().Arch(trial.Tokens)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	slices.SortStableFunc(all, func(a, b arch.Arch) int {
		_, x := a.Count(sharedGeometry(c))
		_, y := b.Count(sharedGeometry(c))
		return int(x - y)
	})
	return []arch.Arch{all[50], all[30], all[70], all[10], all[90]}, nil
}

// median repeats work for about the time of one timing and returns the median
// of its seconds. The caller has done it once before, which compiles kernels.
func (t *timing) median(work func() error) (float64, error) {
	var seconds []float64
	for begun := time.Now(); len(seconds) == 0 || time.Since(begun) < t.each && len(seconds) < 9; {
		one, err := t.once(work)
		if err != nil {
			return 0, err
		}
		seconds = append(seconds, one)
	}
	slices.Sort(seconds)
	return stat.Quantile(0.5, stat.Empirical, seconds, nil), nil
}

// once returns the seconds of work and of all that it has recorded.
func (t *timing) once(work func() error) (float64, error) {
	if err := t.ctx.Err(); err != nil {
		return 0, err
	}
	begun := time.Now()
	err := work()
	if _, lost := t.trainer.TakeLosses(); !errors.Is(lost, gan.ErrNotFinite) { // the steps count, not what they learn
		err = errors.Join(err, lost)
	}
	err = errors.Join(err, t.stream.Sync())
	return time.Since(begun).Seconds(), err
}

// perArch returns the mean seconds of a piece of work over typical
// architectures: over all of them, or over as many as there is time for.
func (t *timing) perArch(work func(arch.Arch) error) (float64, error) {
	var spent float64
	taken := 0
	for taken == 0 || taken < len(t.archs) && spent < 2*t.each.Seconds() {
		one := func() error { return work(t.archs[taken]) }
		if _, err := t.once(one); err != nil { // compiles
			return 0, err
		}
		seconds, err := t.once(one)
		if err != nil {
			return 0, err
		}
		spent += seconds
		taken++
	}
	if spent > t.each.Seconds() {
		return spent / float64(taken), nil
	}
	seconds, err := t.median(func() error { // without a wait after each, as in the search
		for _, a := range t.archs[:taken] {
			if err := work(a); err != nil {
				return err
			}
		}
		return nil
	})
	return seconds / float64(taken), err
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

// update observes rewards that nothing has measured.
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

// fewImages are enough to estimate how many images there is time for.
const fewImages = 16

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
// few and of n. They grow by a straight line, whose part for no images is
// between nothing and all: noise in the two timings cannot lead beyond.
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
		source := samples(t.trainer.Gen, a, sharedMode(t.config), 1)
		m, err := metric.Measure(t.ctx, t.stream, t.scorer, measure, source)
		if err != nil || c.Metric != config.RewardFID {
			return err
		}
		if t.known.Count == 0 {
			t.known = m.Statistics
		}
		_, err = metric.FrechetDistance(m.Statistics, t.known)
		return err
	})
}

// reference measures a batch of training images, which rewards by FID need.
func (t *timing) reference() (err error) {
	if t.config.Reward.Metric != config.RewardFID {
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
	last := t.number == c.Stages()-1
	if c.Search.Weights == config.SharedWeights && (c.Search.Correlate == 0 || !last) {
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
	steps := float64(c.Search.ScratchSteps - 1)
	t.cost.Scratch = fixed + imageSeconds + steps*(float64(c.GAN.NCritic)*t.cost.StepD+t.cost.StepG)
	return useKernels(t.stream, c, t.folder, quiet{}, nil) // the training chose its own
}

func (t *timing) releaseStage() {
	_ = t.stream.Sync() // nothing recorded may still use what is freed; the error stays in the stream
	if t.strategy != nil {
		t.strategy.Release()
		t.strategy = nil
	}
	if t.images != nil {
		t.images.Release(t.stream.Device())
		t.images = nil
	}
	t.known = metric.Statistics{}
}

func (t *timing) release() {
	if t.trainer != nil {
		t.trainer.Release()
	}
	if t.scorer != nil {
		t.scorer.Release()
	}
}
