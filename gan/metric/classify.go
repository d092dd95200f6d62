package metric

import "autogan/vk"

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
		part, err := images(s, from, count)
		if err != nil {
			return nil, err
		}
		batch, err := scorer.Probabilities(s, part).Floats(s)
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
