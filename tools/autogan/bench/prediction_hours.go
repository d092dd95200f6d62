package bench

import (
	"context"
	"fmt"
	"io"

	"autogan/gan/metric/inception"
	"autogan/layers"
	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/vk"
)

// Hours is how long the paper's work would take on a card, in one precision.
// It leaves out the controller, the distances of evaluations and the host.
type Hours struct {
	Precision string  `json:"precision"`
	Search    float64 `json:"search"`   // on CIFAR-10, without resets
	Training  float64 `json:"training"` // of what it finds
}

// hoursCase names the prediction of the paper's work.
const hoursCase = "hours"

// cifar10 is the number of training images.
const cifar10 = 50_000

// allHours predicts the paper's work in each precision.
func (o Options) allHours(ctx context.Context, r *Report) error {
	for _, precision := range precisions {
		if err := ctx.Err(); err != nil {
			return err
		}
		o.Tell(hoursCase)
		h, err := o.hours(precision)
		if err != nil {
			return err
		}
		r.Hours = append(r.Hours, h)
	}
	return nil
}

// hours predicts the paper's work.
func (o Options) hours(precision config.Precision) (h Hours, err error) {
	c := config.Default(config.Paper)
	h.Precision = string(precision)
	for stage, amount := range autogan.AmountsOf(c, cifar10) {
		p := searching
		p.arch, p.size = training.arch.First(c.Cells(stage)), c.ImageSize(stage)
		seconds, err := o.search(p, precision, c.Reward, amount)
		if err != nil {
			return h, err
		}
		h.Search += seconds / 3600
	}
	seconds, err := o.seconds(training.iterations(precision).build)
	h.Training = seconds * float64(c.Train.GeneratorSteps) / 3600
	return h, err
}

// search predicts a stage of a search.
func (o Options) search(p phase, precision config.Precision, reward config.Reward, does autogan.Amounts) (float64, error) {
	stepD, err := o.seconds(p.stepD(precision))
	if err != nil {
		return 0, err
	}
	stepG, err := o.seconds(p.stepG(precision))
	if err != nil {
		return 0, err
	}
	batch, err := o.seconds(func(b *builder) func() error { return p.rewardBatch(b, reward.Batch) })
	if err != nil {
		return 0, err
	}
	measured := batch * float64(reward.Images) / float64(reward.Batch)
	return float64(does.StepsD)*stepD + float64(does.StepsG)*stepG + float64(does.Rewards)*measured, nil
}

// rewardBatch draws a batch of images and lets Inception-v3 classify them.
func (p phase) rewardBatch(b *builder, n int) func() error {
	generator, err := p.generator(b.s)
	if b.keep(err) {
		b.release = append(b.release, generator.Release)
	}
	scorer, err := inception.Random(b.s, 1)
	if b.keep(err) {
		b.release = append(b.release, scorer.Release)
	}
	return b.launches(func(s *vk.Stream) {
		if images, err := autogan.Images(generator, p.arch, layers.EvalBatch, 1)(s, 0, n); b.keep(err) {
			scorer.Probabilities(s, images)
		}
	})
}

// writeHours writes what was predicted of the paper's work.
func (r Report) writeHours(out io.Writer) {
	for _, h := range r.Hours {
		fmt.Fprintf(out, "%s: a search on CIFAR-10 %.1f h, the training of what it finds %.1f h\n", h.Precision, h.Search, h.Training)
	}
}
