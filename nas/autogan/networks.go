package autogan

import (
	"autogan/gan"
	"autogan/gan/arch"
	"autogan/layers"
	"autogan/nas/autogan/config"
	"autogan/vk"
	"autogan/vk/tensor"
)

// sharedGeometry is the shape of the generator that a search shares.
func sharedGeometry(c config.Config) arch.Geometry {
	return arch.Geometry{Channels: c.GAN.Channels, LatentDim: c.GAN.LatentDim, BottomWidth: c.GAN.BottomWidth}
}

// trainGeometry is the shape of a generator that is trained from scratch.
func trainGeometry(c config.Config) arch.Geometry {
	g := sharedGeometry(c)
	g.Channels = c.Train.Channels
	return g
}

// tap returns which tensor of a cell feeds the skip-ins of later cells.
func tap(c config.Config) arch.SkipTap {
	if c.GAN.SkipTap == config.TapAfterSkips {
		return arch.TapAfterSkips
	}
	return arch.TapBeforeSkips
}

// sharedMode returns the mode of the shared generator outside training.
func sharedMode(c config.Config) layers.Mode {
	if c.GAN.Statistics == config.BatchStatistics {
		return layers.EvalBatch
	}
	return layers.Eval
}

// newShared makes the GAN that a search shares.
func newShared(s *vk.Stream, c config.Config) (*gan.Trainer, error) {
	seed := seedFor(c, forWeights, 0)
	generator, err := gan.NewSuperGenerator(s, c.Archs(), sharedGeometry(c), tap(c), seed)
	if err != nil {
		return nil, err
	}
	critic := gan.DiscriminatorConfig{Channels: c.GAN.DiscChannels, ImageSize: c.ImageSize(c.Stages() - 1)}
	return newTrainer(s, c, generator, critic, seed+1)
}

// newTrainer makes a discriminator and a trainer that owns both networks. If
// that fails, the generator is released.
func newTrainer(s *vk.Stream, c config.Config, g *gan.Generator, critic gan.DiscriminatorConfig, seed uint64) (*gan.Trainer, error) {
	discriminator, err := gan.NewDiscriminator(s, critic, seed)
	if err != nil {
		g.Release()
		return nil, err
	}
	switch c.GAN.Init {
	case config.NormalInit:
		g.InitConvolutions(layers.Normal(0, 0.02))
	case config.OrthogonalInit:
		g.InitConvolutions(layers.Orthogonal)
	}
	return gan.NewTrainer(s, g, discriminator, trainerSettings(c))
}

// Storage is the type of the activations that a precision trains with.
func Storage(p config.Precision) tensor.DType {
	switch p {
	case config.Mixed:
		return tensor.Float16
	case config.BFloat16:
		return tensor.BFloat16
	}
	return tensor.Float32
}

func trainerSettings(c config.Config) gan.TrainerConfig {
	return gan.TrainerConfig{
		BatchG: c.GAN.BatchG, LRG: c.GAN.LRG, LRD: c.GAN.LRD, Betas: c.GAN.Betas,
		Seed: seedFor(c, forLatent, 0), UnusedDecaysMoments: c.GAN.UnusedDecaysMoments, Storage: Storage(c.Precision),
	}
}
