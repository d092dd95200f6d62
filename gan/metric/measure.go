package metric

import (
	"context"
	"errors"
	"fmt"
	"math"

	"autogan/vk"
	"autogan/vk/tensor"
)

// Source hands out images: uint8 [count, H, W, 3], which live until the end of
// the step, beginning with image number from. It is asked in order. Where the next
// image has another size it hands out fewer, but at least one.
type Source func(s *vk.Stream, from, count int) (tensor.Tensor, error)

// HostImages is the source of images [N, size, size, 3] in host memory.
func HostImages(pixels []byte, size int) Source {
	image := size * size * 3
	return func(s *vk.Stream, from, count int) (tensor.Tensor, error) {
		images := tensor.TempOf(s, tensor.Uint8, count, size, size, 3)
		images.UploadBytes(s, pixels[from*image:(from+count)*image])
		return images, nil
	}
}

// MeasureConfig says how many images to measure, and how.
type MeasureConfig struct {
	Images int
	Batch  int
	Splits int // of the Inception score
	// Shuffle puts images into splits at random, by [ShuffleSeed], since a set may
	// be sorted. Otherwise they are consecutive, as a generator draws them.
	Shuffle bool
	// Keep, unless it is none, is [Images, Dim] and gets the features.
	Keep tensor.Tensor
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
// features and, if it is a [Network], their Inception score. Probabilities are not
// kept, and features only if the settings ask for it.
func Measure(ctx context.Context, s *vk.Stream, features Features, config MeasureConfig, source Source) (Measurement, error) {
	if err := config.Validate(); err != nil {
		return Measurement{}, err
	}
	moments, err := NewMoments(s, features.Dim())
	if err != nil {
		return Measurement{}, err
	}
	defer moments.Release(s)
	var sums *score // nil without classes
	if network, ok := features.(Network); ok {
		sums = newScore(config.Images, network.Classes(), config.Splits)
		if config.Shuffle {
			sums.shuffle()
		}
	}
	size := 0
	for done := 0; done < config.Images; {
		if err := ctx.Err(); err != nil {
			return Measurement{}, err
		}
		images, err := source(s, done, min(config.Batch, config.Images-done))
		if err != nil {
			return Measurement{}, err
		}
		size = commonSize(size, images.Shape)
		if err := gather(s, features, images, config.kept(done, images.Dim(0)), moments, sums); err != nil {
			return Measurement{}, err
		}
		done += images.Dim(0)
		if config.Progress != nil {
			config.Progress(done)
		}
	}
	m, err := conclude(s, features, moments, sums)
	m.Size, m.Weights = size, features.Weights().Hash
	return m, err
}

// kept is the place of the features of some images, or none.
func (c MeasureConfig) kept(from, count int) tensor.Tensor {
	if c.Keep.None() {
		return c.Keep
	}
	return c.Keep.Rows(from, count)
}

// commonSize is the height and width of all images so far, or [OwnSizes]; 0 is that
// of none.
func commonSize(before int, shape tensor.Shape) int {
	if shape[1] != shape[2] || before != 0 && before != shape[1] {
		return OwnSizes
	}
	return shape[1]
}

// gather adds a batch of images to the moments of their features and, if the
// features have classes, to the sums of the Inception score. It writes the features
// to kept, unless that is none.
func gather(s *vk.Stream, features Features, images, kept tensor.Tensor, moments *Moments, sums *score) error {
	vectors := features.Features(s, images)
	moments.Add(s, vectors)
	if !kept.None() {
		tensor.CopyTo(s, kept, vectors)
	}
	if sums != nil {
		probabilities, err := features.(Network).FromFeatures(s, vectors).Floats(s)
		if err != nil {
			return err
		}
		sums.add(probabilities)
	}
	return s.EndStep()
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
