package paper

import (
	"slices"
	"strings"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/nas/autogan/config"
	"autogan/shaders"
	"autogan/vk"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

// LaunchAll launches every kernel that the stream's device can choose: those of
// the paper's steps, as planned and on every other kernel that the tuner would
// try there, and the rest of our kernels with their default constants.
func LaunchAll(s *vk.Stream) error {
	caps := s.Device().Caps()
	for _, kernel := range append([]convplan.Kernel{convplan.Auto}, convplan.Kernels(caps)...) {
		for _, storage := range []tensor.DType{tensor.Float32, tensor.Float16, tensor.BFloat16} {
			if storage.Half() && kernel.Tiled() { // those that are planned are enough
				continue
			}
			if storage == tensor.BFloat16 && (kernel != convplan.Matrix || !caps.Matrix.BFloat16) { // the others are float16's with another constant
				continue
			}
			if err := (work{s, config.Default(config.Paper), kernel, storage}).steps(); err != nil {
				return err
			}
		}
	}
	launchRest(s)
	return s.Err()
}

// Iterate makes the networks of the paper's final training, 256 and 128 channels
// wide, and hands use a function that takes an iteration at 32×32: the recipe's
// discriminator steps, a generator step, and the reading of their losses.
func Iterate(s *vk.Stream, storage tensor.DType, use func(iteration func() error) error) error {
	w := work{s, config.Default(config.Paper), convplan.Auto, storage}
	return w.final(func(t *gan.Trainer, a arch.Arch, size int) error {
		return use(func() error {
			for range w.config.GAN.NCritic {
				if err := w.discriminatorStep(t, a, size); err != nil {
					return err
				}
			}
			if err := t.GeneratorStep(a); err != nil {
				return err
			}
			_, err := t.TakeLosses()
			return err
		})
	})
}

// work is that of the paper's recipe on one kernel of convolutions.
type work struct {
	s       *vk.Stream
	config  config.Config
	kernel  convplan.Kernel
	storage tensor.DType // of activations
}

// steps takes a step of each player in every stage of a search and in a final
// training, for architectures that take every option between them.
func (w work) steps() error {
	c := w.config
	space := c.Archs()
	width := arch.Geometry{Channels: c.GAN.Channels, LatentDim: c.GAN.LatentDim, BottomWidth: c.GAN.BottomWidth}
	shared, err := gan.NewSuperGenerator(w.s, space, width, arch.TapBeforeSkips, 1)
	if err != nil {
		return err
	}
	critic := gan.DiscriminatorConfig{Channels: c.GAN.DiscChannels, ImageSize: c.ImageSize(c.Stages() - 1)}
	err = w.train(shared, critic, func(t *gan.Trainer) error {
		for stage := range c.Stages() {
			for _, a := range everyOption(space) {
				if err := w.step(t, a.First(c.Cells(stage)), shared.Geometry(), critic, c.ImageSize(stage)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return w.final(func(t *gan.Trainer, a arch.Arch, size int) error {
		return w.step(t, a, w.finalWidth(), gan.DiscriminatorConfig{Channels: c.Train.DiscChannels}, size)
	})
}

// finalWidth is that of the generator of the final training.
func (w work) finalWidth() arch.Geometry {
	return arch.Geometry{Channels: w.config.Train.Channels, LatentDim: w.config.GAN.LatentDim, BottomWidth: w.config.GAN.BottomWidth}
}

// final makes the trainer of the final training, of images of a size, hands it to
// use and releases it.
func (w work) final(use func(t *gan.Trainer, a arch.Arch, size int) error) error {
	c := w.config
	best, size := c.Archs().Must("top1"), c.ImageSize(c.Stages()-1)
	generator, err := gan.NewGenerator(w.s, best, w.finalWidth(), arch.TapBeforeSkips, 1)
	if err != nil {
		return err
	}
	return w.train(generator, gan.DiscriminatorConfig{Channels: c.Train.DiscChannels, ImageSize: size}, func(t *gan.Trainer) error {
		return use(t, best, size)
	})
}

// train makes the networks' trainer, hands it to use and releases it.
func (w work) train(g *gan.Generator, critic gan.DiscriminatorConfig, use func(t *gan.Trainer) error) error {
	c := w.config
	d, err := gan.NewDiscriminator(w.s, critic, 2)
	if err != nil {
		g.Release()
		return err
	}
	trainer, err := gan.NewTrainer(w.s, g, d, gan.TrainerConfig{
		BatchG: c.GAN.BatchG, LRG: c.GAN.LRG, LRD: c.GAN.LRD, Betas: c.GAN.Betas, Seed: 3, Storage: w.storage,
	})
	if err != nil {
		return err
	}
	defer trainer.Release()
	return use(trainer)
}

// step takes a step of each player on images of a size.
func (w work) step(t *gan.Trainer, a arch.Arch, width arch.Geometry, critic gan.DiscriminatorConfig, size int) error {
	w.choose(a, width, critic, size)
	if err := w.discriminatorStep(t, a, size); err != nil {
		return err
	}
	return t.GeneratorStep(a)
}

// discriminatorStep shows the discriminator noise in the place of real images.
func (w work) discriminatorStep(t *gan.Trainer, a arch.Arch, size int) error {
	n := w.config.GAN.BatchD
	return t.DiscriminatorStep(a, gan.Latent(w.s, n, size*size*arch.ImageChannels, 4, 0).Reshape(n, size, size, arch.ImageChannels))
}

// units is the number of compute units that tiles are chosen for, that of a card
// of the middle class. NVIDIA's shim says two.
const units = 64

// choose lets the convolutions of the step run as planned or, where the tuner would
// try it, on the kernel of the work.
func (w work) choose(a arch.Arch, width arch.Geometry, critic gan.DiscriminatorConfig, size int) {
	critic.ImageSize = size
	plan := a.Plan(width)
	caps := w.s.Device().Caps()
	caps.ComputeUnits = units
	choices := tensor.ConvChoices{}
	for _, shape := range gan.TrainingShapes(plan, gan.DiscriminatorPlan(a.Cells(), critic), w.config.GAN.BatchG, w.config.GAN.BatchD, w.storage) {
		kernel := w.kernel
		if !slices.Contains(convplan.Candidates(caps, shape), kernel) || kernel == convplan.Auto {
			kernel = convplan.Of(caps, convplan.Problem{Shape: shape}).Kernel
		}
		choices[shape] = tensor.ConvChoice{Kernel: kernel}
	}
	tensor.UseConvChoices(w.s, choices)
}

// everyOption lists architectures of all cells that take every option of every
// decision between them.
func everyOption(space *arch.Space) []arch.Arch {
	most := 0
	for _, decision := range slices.Concat(space.Cells...) {
		most = max(most, len(decision.Options))
	}
	var list []arch.Arch
	for option := range most {
		var tokens []int
		for _, decision := range slices.Concat(space.Cells...) {
			tokens = append(tokens, option%len(decision.Options))
		}
		a, err := space.Arch(tokens)
		if err != nil {
			panic("paper: " + err.Error()) // the tokens are of the space
		}
		list = append(list, a)
	}
	return list
}

// launchRest launches the kernels that have not been launched yet. Those for
// eight lanes are for CPUs, and a card may have no matrix units, or none for bfloat16.
func launchRest(s *vk.Stream) {
	launched, matrix := s.Device().Kernels(), s.Device().Caps().Matrix
	for _, k := range shaders.All {
		if slices.Contains(launched, k) || strings.HasSuffix(k.Name, "_subgroup8") || k.Matrices && matrix == (vk.Matrix{}) || k.BFloat16 && !matrix.BFloat16 {
			continue
		}
		l := s.Kernel(k)
		for range k.Pointers {
			l.Null()
		}
		for range k.Words {
			l.Uint(1)
		}
		l.Run(1, 1, 1)
	}
}
