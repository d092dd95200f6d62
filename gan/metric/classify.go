package metric

import (
	"errors"

	"autogan/vk"
)

// classifyBatch is how many images Classify gives to a scorer at a time.
const classifyBatch = 100

// Classify returns the class probabilities [N, classes] of images
// [N, size, size, 3] in host memory. It panics on a size the scorer refuses.
func Classify(s *vk.Stream, scorer Scorer, pixels []byte, size int) ([]float32, error) {
	n := len(pixels) / (size * size * 3)
	probabilities := make([]float32, 0, n*scorer.Classes())
	images := HostImages(pixels, size)
	for from := 0; from < n; from += classifyBatch {
		count := min(classifyBatch, n-from)
		batch, err := scorer.Probabilities(s, images(s, from, count)).Floats(s)
		if err != nil {
			return nil, err
		}
		probabilities = append(probabilities, batch...)
		if err := s.EndStep(); err != nil {
			return nil, err
		}
	}
	return probabilities, nil
}

// Accuracy is the part of the images whose most probable class is their
// label, 0 to 1.
func Accuracy(s *vk.Stream, scorer Scorer, set Labelled) (float64, error) {
	classes := scorer.Classes()
	if err := errors.Join(scorer.CheckSize(set.Size), set.check(classes)); err != nil {
		return 0, err
	}
	probabilities, err := Classify(s, scorer, set.Pixels, set.Size)
	if err != nil {
		return 0, err
	}
	right := 0
	for i, label := range set.Labels {
		if argmax(probabilities[i*classes:(i+1)*classes]) == int(label) {
			right++
		}
	}
	return float64(right) / float64(len(set.Labels)), nil
}

func argmax(values []float32) int {
	best := 0
	for i, v := range values {
		if v > values[best] {
			best = i
		}
	}
	return best
}
