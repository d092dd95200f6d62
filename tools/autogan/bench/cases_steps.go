package bench

import (
	"autogan/gan"
	"autogan/gan/arch"
	"autogan/gan/metric/classifier"
	"autogan/nas"
	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/vk/tensor"
)

// Sizes of the shared GAN in the second stage of a search: widths 128 and 64,
// batches of 64 and 128.
const (
	batchD, batchG, critic, size = 64, 128, 5, 16
	latentDim                    = 128
)

var searched = arch.AutoGAN.Must("top1").First(2)

// steps lists whole steps of a search, and the iteration that is most of its
// time.
func steps() []workload {
	width := arch.Geometry{Channels: 128, LatentDim: latentDim, BottomWidth: 4}
	macsG := float64(searched.Plan(width).MACs())
	macsD := float64(gan.DiscriminatorPlan(searched.Cells(), gan.DiscriminatorConfig{Channels: 64, ImageSize: size}).MACs())
	// A backward pass costs two forwards; a G step needs no weight gradients of D.
	stepD, stepG := 2*batchD*(macsG+2*3*macsD), 2*batchG*(3*macsG+2*macsD)
	return []workload{
		{name: "step/discriminator", flop: stepD, step: true, peer: true, build: func(b *builder) func() error {
			trainer := b.trainer(width, false)
			return func() error { return discriminatorStep(trainer, b) }
		}},
		{name: "step/generator", flop: stepG, step: true, peer: true, build: func(b *builder) func() error {
			trainer := b.trainer(width, false)
			return func() error { return trainer.GeneratorStep(searched) }
		}},
		{name: "step/controller", step: true, peer: true, build: controllerStep},
		{name: "scorer/n100-32x32", flop: 100 * 2 * scorerMACs, step: true, peer: true, build: scorerBatch},
		{name: "iteration/16x16", flop: critic*stepD + stepG, step: true, peer: true, build: func(b *builder) func() error {
			trainer := b.trainer(width, false)
			return func() error { return iteration(trainer, b) }
		}},
		{name: "iteration/16x16-mixed", flop: critic*stepD + stepG, step: true, build: func(b *builder) func() error {
			trainer := b.trainer(width, true)
			return func() error { return iteration(trainer, b) }
		}},
	}
}

// trainer makes both networks, for float32 or mixed precision. Losses stay on
// the device until the iteration reads them.
func (b *builder) trainer(width arch.Geometry, mixed bool) *gan.Trainer {
	if b.err != nil {
		return nil
	}
	generator, err := gan.NewSuperGenerator(b.s, arch.AutoGAN, width, arch.TapBeforeSkips, 1)
	if !b.keep(err) {
		return nil
	}
	discriminator, err := gan.NewDiscriminator(b.s, gan.DiscriminatorConfig{Channels: 64, ImageSize: 32}, 2)
	if !b.keep(err) {
		generator.Release()
		return nil
	}
	trainer, err := gan.NewTrainer(b.s, generator, discriminator, gan.TrainerConfig{
		BatchG: batchG, LRG: 2e-4, LRD: 2e-4, Betas: [2]float64{0, 0.9}, Seed: 3, Mixed: mixed,
	})
	if b.keep(err) {
		b.release = append(b.release, trainer.Release)
	}
	return trainer
}

func discriminatorStep(trainer *gan.Trainer, b *builder) error {
	real := gan.Latent(b.s, batchD, size*size*3, 4, 0).Reshape(batchD, size, size, 3)
	return trainer.DiscriminatorStep(searched, real)
}

// iteration takes five discriminator steps and a generator step, and reads
// their losses.
func iteration(trainer *gan.Trainer, b *builder) error {
	for range critic {
		if err := discriminatorStep(trainer, b); err != nil {
			return err
		}
	}
	if err := trainer.GeneratorStep(searched); err != nil {
		return err
	}
	_, err := trainer.TakeLosses()
	return err
}

// controllerStep draws ten architectures and updates the controller on their rewards.
func controllerStep(b *builder) func() error {
	strategy, err := nas.NewREINFORCE(b.s, autogan.Level(config.Default(config.Paper), 0, nil), nas.DefaultREINFORCE())
	if b.keep(err) {
		b.release = append(b.release, strategy.Release)
	}
	return func() error {
		trials, err := strategy.Suggest(10)
		if err != nil {
			return err
		}
		batch := make([]nas.Record, len(trials))
		for i, trial := range trials {
			batch[i] = nas.Record{Trial: trial, Measurement: nas.Measurement{Reward: float64(1 + i%3)}}
		}
		return strategy.Observe(batch)
	}
}

// scorerMACs is the number of multiply-adds of the built-in scorer per image.
const scorerMACs = 8*8*(4*4*3*32+3*3*32*64) + 4*4*3*3*64*96 + 96*10

// scorerBatch runs the built-in scorer on a batch of images.
func scorerBatch(b *builder) func() error {
	scorer, err := classifier.Builtin(b.s)
	if b.keep(err) {
		b.release = append(b.release, scorer.Release)
	}
	images := b.tensor(tensor.Uint8, 100, 32, 32, 3)
	if b.err == nil {
		images.UploadBytes(b.s, make([]byte, images.NumElements()))
	}
	return func() error {
		scorer.Probabilities(b.s, images)
		return b.s.EndStep()
	}
}
