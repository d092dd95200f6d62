package main

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

// launchAll launches every kernel that the stream's device can choose: those of
// the paper's steps, as planned and on every other kernel that the tuner would
// try there, and the rest of our kernels with their default constants.
func launchAll(s *vk.Stream) error {
	for _, kernel := range append([]convplan.Kernel{convplan.Auto}, convplan.Kernels(s.Device().Caps())...) {
		for _, mixed := range []bool{false, true} {
			if mixed && kernel.Tiled() { // those that are planned are enough
				continue
			}
			if err := (paper{s, config.Default(config.Paper), kernel, mixed}).steps(); err != nil {
				return err
			}
		}
	}
	launchRest(s)
	return s.Err()
}

// paper is the work of the paper's recipe on one kernel of convolutions.
type paper struct {
	s      *vk.Stream
	config config.Config
	kernel convplan.Kernel
	mixed  bool
}

// steps takes a step of each player in every stage of a search and in a final
// training, for architectures that take every option between them.
func (p paper) steps() error {
	c := p.config
	space := c.Archs()
	width := arch.Geometry{Channels: c.GAN.Channels, LatentDim: c.GAN.LatentDim, BottomWidth: c.GAN.BottomWidth}
	shared, err := gan.NewSuperGenerator(p.s, space, width, arch.TapBeforeSkips, 1)
	if err != nil {
		return err
	}
	last := c.Stages() - 1
	err = p.train(shared, gan.DiscriminatorConfig{Channels: c.GAN.DiscChannels, ImageSize: c.ImageSize(last)}, func(step stepper) error {
		for stage := range c.Stages() {
			for _, a := range everyOption(space) {
				if err := step(a.First(c.Cells(stage)), c.ImageSize(stage)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	width.Channels = c.Train.Channels
	best := space.Must("top1")
	generator, err := gan.NewGenerator(p.s, best, width, arch.TapBeforeSkips, 1)
	if err != nil {
		return err
	}
	return p.train(generator, gan.DiscriminatorConfig{Channels: c.Train.DiscChannels, ImageSize: c.ImageSize(last)}, func(step stepper) error {
		return step(best, c.ImageSize(last))
	})
}

// stepper takes a step of each player on images of a size.
type stepper func(a arch.Arch, size int) error

// train makes the networks' trainer, hands its steps to work and releases it.
func (p paper) train(g *gan.Generator, critic gan.DiscriminatorConfig, work func(step stepper) error) error {
	c := p.config
	d, err := gan.NewDiscriminator(p.s, critic, 2)
	if err != nil {
		g.Release()
		return err
	}
	trainer, err := gan.NewTrainer(p.s, g, d, gan.TrainerConfig{
		BatchG: c.GAN.BatchG, LRG: c.GAN.LRG, LRD: c.GAN.LRD, Betas: c.GAN.Betas, Seed: 3, Mixed: p.mixed,
	})
	if err != nil {
		return err
	}
	defer trainer.Release()
	return work(func(a arch.Arch, size int) error {
		p.choose(a, g, critic, size)
		n := c.GAN.BatchD
		real := gan.Latent(p.s, n, size*size*arch.ImageChannels, 4, 0).Reshape(n, size, size, arch.ImageChannels)
		if err := trainer.DiscriminatorStep(a, real); err != nil {
			return err
		}
		return trainer.GeneratorStep(a)
	})
}

// units is the number of compute units that tiles are chosen for, that of a card
// of the middle class. NVIDIA's shim says two.
const units = 64

// choose lets the convolutions of the step run as planned or, where the tuner would
// try it, on the kernel of the work.
func (p paper) choose(a arch.Arch, g *gan.Generator, critic gan.DiscriminatorConfig, size int) {
	critic.ImageSize = size
	plan := a.Plan(g.Geometry())
	caps := p.s.Device().Caps()
	caps.ComputeUnits = units
	choices := tensor.ConvChoices{}
	for _, shape := range gan.TrainingShapes(plan, gan.DiscriminatorPlan(a.Cells(), critic), p.config.GAN.BatchG, p.config.GAN.BatchD, p.mixed) {
		kernel := p.kernel
		if !slices.Contains(convplan.Candidates(caps, shape), kernel) || kernel == convplan.Auto {
			kernel = convplan.Of(caps, convplan.Problem{Shape: shape}).Kernel
		}
		choices[shape] = tensor.ConvChoice{Kernel: kernel}
	}
	tensor.UseConvChoices(p.s, choices)
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
			panic("isa: " + err.Error()) // the tokens are of the space
		}
		list = append(list, a)
	}
	return list
}

// launchRest launches the kernels that have not been launched yet. Those for
// eight lanes are for CPUs.
func launchRest(s *vk.Stream) {
	launched := s.Device().Kernels()
	for _, k := range shaders.All {
		if slices.Contains(launched, k) || strings.HasSuffix(k.Name, "_subgroup8") {
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
