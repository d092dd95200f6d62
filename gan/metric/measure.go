package metric

import (
	"context"
	"errors"
	"fmt"
	"math"

	"autogan/vk"
	"autogan/vk/tensor"
)

// Source hands out images: uint8 [count, S, S, 3], which live until the end of
// the step, beginning with image number from. It is asked in order.
type Source func(s *vk.Stream, from, count int) tensor.Tensor

// HostImages is the source of images [N, size, size, 3] in host memory.
func HostImages(pixels []byte, size int) Source {
	image := size * size * 3
	return func(s *vk.Stream, from, count int) tensor.Tensor {
		images := tensor.TempOf(s, tensor.Uint8, count, size, size, 3)
		images.UploadBytes(s, pixels[from*image:(from+count)*image])
		return images
	}
}

// MeasureConfig says how many images to measure, and how.
type MeasureConfig struct {
	Images int
	Batch  int
	Splits int // of the Inception score
	// Progress, if not nil, is told after every batch how many images are done.
	Progress func(done int)
}

// Validate returns an error for a setting out of range.
func (c MeasureConfig) Validate() error {
	if c.Images < 2 || c.Batch < 1 || c.Splits < 1 || c.Splits > c.Images {
		return fmt.Errorf("metric: measure %d images in batches of %d and %d splits: want at least 2 images, 1 a batch and a split, and no more splits than images",
			c.Images, c.Batch, c.Splits)
	}
	return nil
}

// ErrNotFinite is wrapped by the errors for images whose score or distance is
// not a finite number.
var ErrNotFinite = errors.New("there is no finite value")

// Measurement is what one pass over a set of images tells.
type Measurement struct {
	Statistics
	// Score and Deviation are the Inception score's mean and standard deviation
	// over the splits; Score is 0 if the features have no classes.
	Score, Deviation float64
}

// Measure passes images through a network and gathers the statistics of their
// features and, if it is a [Network], their Inception score. Neither features
// nor probabilities are kept.
func Measure(ctx context.Context, s *vk.Stream, features Features, config MeasureConfig, source Source) (Measurement, error) {
	if err := config.Validate(); err != nil {
		return Measurement{}, err
	}
	moments, err := NewMoments(s, features.Dim())
	if err != nil {
		return Measurement{}, err
	}
	defer moments.Release(s)
	network, hasClasses := features.(Network)
	var sums *score
	if hasClasses {
		sums = newScore(config.Images, network.Classes(), config.Splits)
	}
	for from := 0; from < config.Images; from += config.Batch {
		if err := ctx.Err(); err != nil {
			return Measurement{}, err
		}
		count := min(config.Batch, config.Images-from)
		vectors := features.Features(s, source(s, from, count))
		moments.Add(s, vectors)
		if hasClasses {
			probabilities, err := network.FromFeatures(s, vectors).Floats(s)
			if err != nil {
				return Measurement{}, err
			}
			sums.add(probabilities)
		}
		if err := s.EndStep(); err != nil {
			return Measurement{}, err
		}
		if config.Progress != nil {
			config.Progress(from + count)
		}
	}
	return conclude(s, features, moments, sums)
}

func conclude(s *vk.Stream, features Features, moments *Moments, sums *score) (m Measurement, err error) {
	if m.Statistics, err = moments.Statistics(s, features.FeatureName()); err != nil || sums == nil {
		return m, err
	}
	m.Score, m.Deviation = sums.meanStdDev()
	if math.IsNaN(m.Score) {
		return m, fmt.Errorf("metric: %s: a probability is not a number: %w", features.FeatureName(), ErrNotFinite)
	}
	return m, nil
}

// ScoreName names an Inception score of n images after its protocol: IS-50k, or
// IS-5k (scorer cifar10, 10 classes) where the network is not the published one.
func ScoreName(n int, network Network) string {
	name := "IS-" + Thousands(n)
	if network.FeatureName() == Pool3 {
		return name
	}
	return fmt.Sprintf("%s (%s, %d classes)", name, network.FeatureName(), network.Classes())
}

// DistanceName names a Fréchet distance of n generated images from a reference
// after its protocol: FID-50k/train, or FID-5k/train (mixed_7, 768-d) where the
// features are not the published ones.
func DistanceName(n int, reference string, features Features) string {
	name := fmt.Sprintf("FID-%s/%s", Thousands(n), reference)
	if features.FeatureName() == Pool3 {
		return name
	}
	return fmt.Sprintf("%s (%s, %d-d)", name, features.FeatureName(), features.Dim())
}

// Thousands writes 50000 as 50k and 1234 as 1234.
func Thousands(n int) string {
	if n >= 1000 && n%1000 == 0 {
		return fmt.Sprintf("%dk", n/1000)
	}
	return fmt.Sprint(n)
}
