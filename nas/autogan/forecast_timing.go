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
	// Each is about how long a step, an update or a reward is timed, at every
	// stage. What takes longer is timed once.
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
	if err := CheckRoom(c, memoryWith(s.Device())); err != nil {
		return Forecast{}, err
	}
	if err := checkScorer(c, c.Reward.Scorer, rewardScorer); err != nil {
		return Forecast{}, err
	}
	data, err := openData(ctx, c, c.ImageSize(0), observer)
	if err != nil {
		return Forecast{}, err
	}
	images, err := imagesAt(ctx, data, c.ImageSize(0), observer)
	if err != nil {
		return Forecast{}, err
	}
	temporary, err := os.MkdirTemp("", "autogan-forecast-")
	if err != nil {
		return Forecast{}, fmt.Errorf("autogan: forecast: %w", err)
	}
	defer os.RemoveAll(temporary)
	c.RunDir = temporary // a strategy that is timed must not touch a run that is there
	t := &timing{ctx: ctx, stream: s, config: c, each: options.Each, folder: &folder{temporary}}
	defer t.release()
	if err := t.open(options.AnyWeights, observer); err != nil {
		return Forecast{}, err
	}
	cost, err := t.stages(observer)
	if err != nil {
		return Forecast{}, err
	}
	f := forecast(c, AmountsOf(c, images.N), cost)
	f.Notes = append(f.Notes, t.notes...)
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
	known    metric.Statistics // that distances are measured from
	archs    []arch.Arch
	strategy nas.Resumable
	images   *gan.Images
	cost     costs
}

func (t *timing) open(anyWeights bool, observer Observer) (err error) {
	t.scorer, err = openScorer(t.stream, t.config, t.config.Reward.Scorer, rewardScorer, stageSizes(t.config)...)
	if err != nil && anyWeights && t.config.Reward.Scorer == config.InceptionScorer && !errors.Is(err, vk.ErrOutOfMemory) {
		t.notes = append(t.notes, fmt.Sprintf("%s is not there or not whole: rewards were timed with random weights of the same network", InceptionFile))
		t.scorer, err = released(inception.Random(t.stream, 1))
	}
	if err != nil {
		return err
	}
	// As a new run does it; what is timed now is in the cache when the run asks.
	if err := useKernels(t.ctx, t.stream, t.config, t.folder, observer, searchShapes(t.config)); err != nil {
		return err
	}
	t.trainer, err = newShared(t.stream, t.config)
	return err
}

// stages returns the costs of each stage.
func (t *timing) stages(observer Observer) ([]costs, error) {
	var all []costs
	for stage := range t.config.Stages() {
		size := t.config.ImageSize(stage)
		observer.Phase(fmt.Sprintf("timing %d×%d", size, size), len(stageTimings), 0)
		one, err := t.stage(stage, observer)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
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
	all, err := archsOf(c, trials)
	if err != nil {
		return nil, err
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
