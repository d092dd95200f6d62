package autogan

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"autogan/gan"
	"autogan/vk"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
	"autogan/vk/tensor/tune"
)

// Tuning says whether a run chooses the kernels of its convolutions by timing
// them before it starts.
type Tuning string

// The ways of choosing kernels.
const (
	// TuneGPU chooses on GPUs. On CPUs a kernel takes up to seconds to
	// compile, and the defaults are the fastest there.
	TuneGPU Tuning = "gpu"
	TuneOn  Tuning = "on"
	TuneOff Tuning = "off"
)

// tuneBudget bounds the time of choosing; the file of earlier choices spares it.
const tuneBudget = time.Minute

// kernelsFile holds the kernels of a run. They decide the last bits of all that
// it computes, so that whoever continues it must use the same.
const kernelsFile = "kernels.json"

// useKernels makes the stream's convolutions run on the kernels of the run's
// folder or, in a new run, on those chosen now.
func useKernels(s *vk.Stream, c Config, f *folder, observer Observer, shapes []convplan.Shape) error {
	tensor.UseConvChoices(s, nil) // an earlier run's
	key := tune.KeyOf(s.Device())
	text, err := os.ReadFile(f.join(kernelsFile))
	if err == nil {
		choices, err := tune.Decode(key, text)
		if err == nil {
			tensor.UseConvChoices(s, choices)
			return nil
		}
		observer.Message(fmt.Sprintf("%s: %v; choosing anew: the last digits will differ from an uninterrupted run's", f.join(kernelsFile), err))
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("autogan: read the run's kernels: %w", err)
	}
	choices := tensor.ConvChoices{}
	if c.Tune == TuneOn || c.Tune == TuneGPU && s.Device().Caps().Type != vk.CPU {
		options := tune.Options{Path: s.Device().CacheFile("kernels", "json"), Budget: tuneBudget, Observer: observer}
		if choices, err = tune.Convolutions(s, shapes, options); err != nil {
			return err
		}
	}
	tensor.UseConvChoices(s, choices)
	return f.write(kernelsFile, tune.Encode(key, choices))
}

// searchShapes are the convolutions of all stages: what the supernet holds and,
// for its conversion to RGB at each size, what any architecture uses.
func (c Config) searchShapes() []convplan.Shape {
	var list []convplan.Shape
	for stage := range c.Stages() {
		generator := gan.GeneratorPlan(gan.Top1[:c.Cells(stage)], c.geometry())
		for _, layer := range gan.SupernetPlan(c.geometry()) {
			if layer.Size <= c.ImageSize(stage) {
				generator = append(generator, layer)
			}
		}
		discriminator := gan.DiscriminatorPlan(c.Cells(stage), gan.DiscriminatorConfig{Channels: c.GAN.DiscChannels, ImageSize: c.ImageSize(stage)})
		list = append(list, gan.TrainingShapes(generator, discriminator, c.GAN.BatchG, c.GAN.BatchD)...)
		list = append(list, generator.Shapes(c.Reward.Batch, convplan.Forward)...)
	}
	return list
}

// trainShapes are the convolutions of the final training of an architecture.
func (c Config) trainShapes(arch gan.Arch) []convplan.Shape {
	geometry := c.trainGeometry()
	generator := gan.GeneratorPlan(arch, geometry)
	discriminator := gan.DiscriminatorPlan(len(arch), gan.DiscriminatorConfig{Channels: c.Train.DiscChannels, ImageSize: geometry.ImageSize(len(arch))})
	return gan.TrainingShapes(generator, discriminator, c.GAN.BatchG, c.GAN.BatchD)
}
