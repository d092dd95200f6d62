package autogan

import (
	"context"
	"fmt"
	"image"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/gan/dataset"
	"autogan/nas"
	"autogan/nas/autogan/config"
	"autogan/vk"
)

// training is one run of the final training (paper, section 4): one
// architecture, from scratch, with its own discriminator.
type training struct {
	run
	state trainState
	arch  arch.Arch
	until int // generator steps after which it stops, to be continued later; 0 is the end

	metrics     *nas.Log[TrainLine]
	evaluations *nas.Log[Evaluation]
	measurer    *evaluator // owned by the caller
	images      *gan.Images
	real        *image.RGBA // some of the images, to compare samples with
	shuffler    *dataset.Shuffler
	trainer     *gan.Trainer
	average     *gan.Average
}

// TrainResult is the result of a training, the content of result.json.
type TrainResult struct {
	Space  string     `json:"space"` // of the architecture
	Arch   string     `json:"arch"`
	Seed   uint64     `json:"seed"`
	Params int        `json:"params"` // of the generator
	MACs   int64      `json:"macs"`   // per image
	Best   Evaluation `json:"best"`   // of generator-best.safetensors
	Last   Evaluation `json:"last"`   // of generator-last.safetensors
	Folder string     `json:"-"`
}

// openTraining prepares the configured training, or continues the one in the
// run folder. It uses the configuration's Seed and ignores Train.Seeds.
// Mistakes of the configuration are a [*config.Error]. If ctx ends first, the
// error is [ErrInterrupted]. Release the training when done; the caller keeps the
// stream, the data and the measurer.
func openTraining(ctx context.Context, s *vk.Stream, c config.Config, data *dataset.Originals, measurer *evaluator, observer Observer) (*training, error) {
	t := &training{run: run{config: c, stream: s, observer: observer}, measurer: measurer}
	t.work = t
	t.state.Reset = NewDynamicReset(c.Reset)
	if err := t.prepare(ctx, data); err != nil {
		t.release()
		return nil, err
	}
	return t, nil
}

func (t *training) prepare(ctx context.Context, data *dataset.Originals) (err error) {
	if err := t.hold(config.ContinuableTraining); err != nil {
		return err
	}
	if t.arch, err = t.config.ParseArch(t.config.Train.Arch); err != nil {
		return &config.Error{Where: t.config.Name, Key: "train.arch", Problem: err.Error()}
	}
	if err := t.open(ctx, trainShapes(t.config, t.arch)); err != nil {
		return err
	}
	if t.metrics, err = openLog[TrainLine](&t.run, metricsFile, &t.state.Metrics); err != nil {
		return err
	}
	if t.evaluations, err = openLog[Evaluation](&t.run, evaluationsFile, &t.state.Evaluations); err != nil {
		return err
	}
	if err := t.openData(ctx, data); err != nil {
		return err
	}
	if err := t.build(); err != nil {
		return err
	}
	if err := t.restore(); err != nil {
		return err
	}
	if err := t.recordChanges(0, t.state.Step); err != nil {
		return err
	}
	return t.openBoard()
}

// size is the height and width of the images.
func (t *training) size() int { return trainGeometry(t.config).ImageSize(t.arch.Cells()) }

func (t *training) openData(ctx context.Context, data *dataset.Originals) error {
	d, err := imagesAt(ctx, data, t.size(), t.observer)
	if err != nil {
		return err
	}
	if err := t.folder.recordBadImages(len(d.Findings.Bad), t.observer); err != nil {
		return err
	}
	t.real = gridOfData(d)
	if t.images, err = gan.UploadImages(t.stream, d.Images, d.N, t.size()); err != nil {
		return err
	}
	t.shuffler = dataset.NewShuffler(d.N, t.config.GAN.BatchD, seedFor(t.config, forShuffle, 0))
	return nil
}

// build makes the two networks and the average.
func (t *training) build() error {
	c := t.config
	seed := seedFor(c, forWeights, 0)
	generator, err := gan.NewGenerator(t.stream, t.arch, trainGeometry(c), tap(c), seed)
	if err != nil {
		return err
	}
	critic := gan.DiscriminatorConfig{Channels: c.Train.DiscChannels, ImageSize: t.size()}
	if t.trainer, err = newTrainer(t.stream, c, generator, critic, seed+1); err != nil {
		return err
	}
	t.average, err = gan.NewAverage(t.stream, generator, c.Train.EMA)
	return err
}

// toEnd trains to the end and returns the result. If ctx ends first, it saves
// the state and returns [ErrInterrupted]; if a loss or a weight is not finite,
// it returns a [*Divergence].
func (t *training) toEnd(ctx context.Context) (TrainResult, error) {
	t.observer.Phase(t.label(), t.discriminatorSteps(), t.state.Step)
	if err := t.drive(ctx, t.ended, t.advance); err != nil {
		return TrainResult{}, t.diverged(err)
	}
	return t.finish()
}

// ended reports whether nothing is left to do, now or up to where it stops.
func (t *training) ended() bool {
	trained := t.state.Collapsed || t.state.Step >= t.goal()
	return trained && !t.evaluationDue()
}

// advance evaluates if that is due; otherwise it takes a block of steps.
func (t *training) advance(ctx context.Context) error {
	if t.evaluationDue() {
		return t.evaluate(ctx)
	}
	done, steps := stepsOf(t.state.Losses), t.blockSteps()
	if err := t.block(ctx, steps); err != nil {
		return err
	}
	t.observer.Advance(steps - done)
	return t.saveSometimes()
}

// label names the training, since several may follow each other.
func (t *training) label() string {
	return fmt.Sprintf("%s, seed %d, %d×%d", t.arch, t.config.Seed, t.size(), t.size())
}

func (t *training) finish() (TrainResult, error) {
	c := t.config
	params, macs := t.arch.Count(trainGeometry(c))
	result := TrainResult{Space: c.Space.Name, Arch: t.arch.String(), Seed: c.Seed, Params: params, MACs: macs,
		Best: *t.state.Best, Last: *t.state.Last, Folder: t.folder.path}
	if err := t.folder.forgetPrevious(); err != nil {
		return TrainResult{}, err
	}
	return result, t.end(resultFile, result)
}

// release frees the device memory and closes the logs.
func (t *training) release() {
	_ = t.stream.Sync() // nothing recorded may still use what is freed; the error stays in the stream
	if t.average != nil {
		t.average.Release()
	}
	if t.trainer != nil {
		t.trainer.Release()
	}
	if t.images != nil {
		t.images.Release(t.stream.Device())
	}
	t.close()
}
