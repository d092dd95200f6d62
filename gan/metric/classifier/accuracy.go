package classifier

import (
	"errors"

	"autogan/gan/metric"
	"autogan/vk"
)

// Accuracy is the part of the images whose most probable class is their
// label, 0 to 1.
func Accuracy(s *vk.Stream, scorer metric.Scorer, set Labelled) (float64, error) {
	classes := scorer.Classes()
	if err := errors.Join(scorer.CheckSize(set.Size), set.check(classes)); err != nil {
		return 0, err
	}
	probabilities, err := metric.Classify(s, scorer, set.Pixels, set.Size)
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
