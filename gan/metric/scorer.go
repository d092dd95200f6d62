package metric

import (
	"fmt"
	"slices"

	"autogan/vk"
	"autogan/vk/tensor"
)

// Scorer gives class probabilities to images; everything runs on the device.
type Scorer interface {
	// Name says which network it is, for logs.
	Name() string
	// Classes is the number of classes.
	Classes() int
	// Probabilities returns [N, Classes] for images uint8 [N, S, S, 3], as image
	// files hold them. It panics on a size the scorer does not take; CheckSize
	// tells beforehand.
	Probabilities(s *vk.Stream, images tensor.Tensor) tensor.Tensor
	// CheckSize returns an error when the scorer does not take images of this size.
	CheckSize(size int) error
}

// ScoreSamples is the Inception score of n images, generated in batches by
// generate, which returns [count, S, S, 3] in [-1, 1]. Batches are quantised
// to 8 bits first, as image files would be. The host waits once, at the end.
func ScoreSamples(s *vk.Stream, scorer Scorer, n, batch, splits int, generate func(from, count int) tensor.Tensor) (mean, deviation float64, err error) {
	probabilities, err := tensor.New(s.Device(), tensor.Float32, n, scorer.Classes())
	if err != nil {
		return 0, 0, err
	}
	defer func() {
		_ = s.Sync() // on an error copies into it are still under way; the error stays in the stream
		probabilities.Release(s.Device())
	}()
	for from := 0; from < n; from += batch {
		count := min(batch, n-from)
		images := tensor.ToBytes(s, generate(from, count))
		tensor.CopyTo(s, probabilities.Rows(from, count), scorer.Probabilities(s, images))
		if err := s.EndStep(); err != nil {
			return 0, 0, err
		}
	}
	host, err := probabilities.Floats(s)
	if err != nil {
		return 0, 0, err
	}
	if slices.ContainsFunc(host, func(p float32) bool { return p != p }) {
		return 0, 0, fmt.Errorf("metric: scorer %s: a probability is not a number", scorer.Name())
	}
	mean, deviation = InceptionScore(host, scorer.Classes(), splits)
	return mean, deviation, nil
}
