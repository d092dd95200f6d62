package bench

import (
	"autogan/gan"
	"autogan/gan/arch"
	"autogan/gan/metric/classifier"
	"autogan/nas"
	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/vk"
	"autogan/vk/tensor"
)

// Batches and critic steps of the paper's recipe.
const batchD, batchG, critic, latentDim = 64, 128, 5, 128

// phase is a part of the recipe with a GAN of its own.
type phase struct {
	name                    string
	arch                    arch.Arch
	channels, discriminator int // widths
	size                    int // of the images
	shared                  bool
}

var (
	// searching is the second stage of a search.
	searching = phase{"16x16", arch.AutoGAN.Must("top1").First(2), 128, 64, 16, true}
	// training is that of the architecture that was found.
	training = phase{"final-32x32", arch.AutoGAN.Must("top1"), 256, 128, 32, false}
)

// width is the geometry of the generator.
func (p phase) width() arch.Geometry {
	return arch.Geometry{Channels: p.channels, LatentDim: latentDim, BottomWidth: 4}
}

// flop returns the operations of a step of each player. A backward pass costs two
// forwards; a step of G needs no gradients of D's weights.
func (p phase) flop() (stepD, stepG float64) {
	macsG := float64(p.arch.Plan(p.width()).MACs())
	macsD := float64(gan.DiscriminatorPlan(p.arch.Cells(), gan.DiscriminatorConfig{Channels: p.discriminator, ImageSize: p.size}).MACs())
	return 2 * batchD * (macsG + 2*3*macsD), 2 * batchG * (3*macsG + 2*macsD)
}

// steps lists whole steps of a search, and the iterations that are most of its
// time and of that of the training after it.
func steps() []workload {
	stepD, stepG := searching.flop()
	list := []workload{
		{name: "step/discriminator", flop: stepD, step: true, peer: true, build: searching.stepD(config.Float32)},
		{name: "step/generator", flop: stepG, step: true, peer: true, build: searching.stepG(config.Float32)},
		{name: "step/controller", step: true, peer: true, reads: true, build: controllerStep},
		{name: "scorer/n100-32x32", flop: 100 * 2 * scorerMACs, step: true, peer: true, build: scorerBatch},
	}
	for _, p := range []phase{searching, training} {
		for _, precision := range precisions {
			list = append(list, p.iterations(precision))
		}
	}
	return list
}

// precisions are those of iterations and of predicted hours.
var precisions = []config.Precision{config.Float32, config.Mixed, config.BFloat16}

// stepD builds a discriminator step.
func (p phase) stepD(precision config.Precision) func(b *builder) func() error {
	return func(b *builder) func() error {
		trainer := p.trainer(b, precision)
		return func() error { return p.discriminatorStep(trainer, b) }
	}
}

// stepG builds a generator step.
func (p phase) stepG(precision config.Precision) func(b *builder) func() error {
	return func(b *builder) func() error {
		trainer := p.trainer(b, precision)
		return func() error { return trainer.GeneratorStep(p.arch) }
	}
}

// iterations is the case of an iteration.
func (p phase) iterations(precision config.Precision) workload {
	stepD, stepG := p.flop()
	w := workload{name: "iteration/" + p.name, flop: critic*stepD + stepG, step: true, peer: true, large: !p.shared}
	if precision != config.Float32 {
		w.name += "-" + string(precision)
	}
	w.build = func(b *builder) func() error {
		trainer := p.trainer(b, precision)
		return func() error { return p.iteration(trainer, b) }
	}
	return w
}

// trainer makes both networks. Losses stay on the device until the iteration reads
// them.
func (p phase) trainer(b *builder, precision config.Precision) *gan.Trainer {
	if b.err != nil {
		return nil
	}
	generator, err := p.generator(b.s)
	if !b.keep(err) {
		return nil
	}
	discriminator, err := gan.NewDiscriminator(b.s, gan.DiscriminatorConfig{Channels: p.discriminator, ImageSize: 32}, 2)
	if !b.keep(err) {
		generator.Release()
		return nil
	}
	trainer, err := gan.NewTrainer(b.s, generator, discriminator, gan.TrainerConfig{
		BatchG: batchG, LRG: 2e-4, LRD: 2e-4, Betas: [2]float64{0, 0.9}, Seed: 3, Storage: autogan.Storage(precision),
	})
	if b.keep(err) {
		b.release = append(b.release, trainer.Release)
	}
	return trainer
}

func (p phase) generator(s *vk.Stream) (*gan.Generator, error) {
	if p.shared {
		return gan.NewSuperGenerator(s, arch.AutoGAN, p.width(), arch.TapBeforeSkips, 1)
	}
	return gan.NewGenerator(s, p.arch, p.width(), arch.TapBeforeSkips, 1)
}

func (p phase) discriminatorStep(trainer *gan.Trainer, b *builder) error {
	real := gan.Latent(b.s, batchD, p.size*p.size*3, 4, 0).Reshape(batchD, p.size, p.size, 3)
	return trainer.DiscriminatorStep(p.arch, real)
}

// iteration takes five discriminator steps and a generator step, and reads
// their losses.
func (p phase) iteration(trainer *gan.Trainer, b *builder) error {
	for range critic {
		if err := p.discriminatorStep(trainer, b); err != nil {
			return err
		}
	}
	if err := trainer.GeneratorStep(p.arch); err != nil {
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
