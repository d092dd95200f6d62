package autogan

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/nas/autogan/config"
	"autogan/vk"
	"autogan/vk/durable"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
	"autogan/vk/tensor/tune"
)

// tuneBudget limits the time that a new run spends on timing kernels.
const tuneBudget = time.Minute

// useKernels makes the stream's convolutions use the kernels recorded in the
// run's folder. A new run chooses them now. They decide the last bits of
// everything that the run computes, so a continued run must use the same.
func useKernels(ctx context.Context, s *vk.Stream, c config.Config, f *folder, observer Observer, shapes []convplan.Shape) error {
	tensor.UseConvChoices(s, nil) // an earlier run's
	key := tune.KeyOf(s.Device())
	text, err := durable.ReadFile(f.join(kernelsFile))
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
	if c.Tune == config.TuneOn || c.Tune == config.TuneGPU && s.Device().Caps().Type != vk.CPU {
		options := tune.Options{Path: s.Device().CacheFile("kernels", "json"), Budget: tuneBudget, Observer: observer}
		if choices, err = tune.Convolutions(ctx, s, shapes, options); err != nil {
			return orInterrupted(ctx, err)
		}
	}
	tensor.UseConvChoices(s, choices)
	return f.write(kernelsFile, tune.Encode(key, choices))
}

// searchShapes returns the convolutions of all stages: those of the supernet
// and, at each image size, those of the conversion to RGB.
func searchShapes(c config.Config) []convplan.Shape {
	var list []convplan.Shape
	for stage := range c.Stages() {
		generator := c.Archs().Plain(c.Cells(stage)).Plan(sharedGeometry(c))
		for _, layer := range c.Archs().Supernet(sharedGeometry(c)) {
			if layer.Size <= c.ImageSize(stage) {
				generator = append(generator, layer)
			}
		}
		discriminator := gan.DiscriminatorPlan(c.Cells(stage), gan.DiscriminatorConfig{Channels: c.GAN.DiscChannels, ImageSize: c.ImageSize(stage)})
		list = append(list, gan.TrainingShapes(generator, discriminator, c.GAN.BatchG, c.GAN.BatchD, Storage(c.Precision))...)
		list = append(list, gan.ConvShapes(generator, c.Reward.Batch, convplan.Forward)...)
	}
	return list
}

// trainShapes returns the convolutions of the final training of an
// architecture.
func trainShapes(c config.Config, a arch.Arch) []convplan.Shape {
	geometry := trainGeometry(c)
	generator := a.Plan(geometry)
	discriminator := gan.DiscriminatorPlan(a.Cells(), gan.DiscriminatorConfig{Channels: c.Train.DiscChannels, ImageSize: geometry.ImageSize(a.Cells())})
	return gan.TrainingShapes(generator, discriminator, c.GAN.BatchG, c.GAN.BatchD, Storage(c.Precision))
}
