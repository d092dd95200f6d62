package metric

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"
)

// Splits is the number of parts of which published Inception scores are the
// mean.
const Splits = 10

// InceptionScore is exp(E KL(p(y|x) ‖ p(y))) of Salimans et al. (2016) for
// class probabilities [n, classes]: its mean and population standard deviation
// over the given number of splits of consecutive images. It lies between 1,
// all images alike, and the number of classes. It panics when the sizes do not
// fit or a split would be empty.
func InceptionScore(probabilities []float32, classes, splits int) (mean, deviation float64) {
	if classes < 1 || len(probabilities)%classes != 0 {
		panic(fmt.Sprintf("metric: inception score: %d probabilities of %d classes", len(probabilities), classes))
	}
	score := newScore(len(probabilities)/classes, classes, splits)
	score.add(probabilities)
	return score.meanStdDev()
}

// score gathers what an Inception score of n images needs, as they come.
type score struct {
	n, classes, splits int
	seen               int // images
	scores             []float64
	marginal           []float64 // Σ p(y|x) over the images of the split so far
	entropy            float64   // Σ p(y|x) log p(y|x) over them
}

func newScore(n, classes, splits int) *score {
	if splits < 1 || splits > n {
		panic(fmt.Sprintf("metric: inception score: %d images in %d splits", n, splits))
	}
	return &score{n: n, classes: classes, splits: splits, marginal: make([]float64, classes)}
}

// add takes the probabilities of the next images.
func (s *score) add(probabilities []float32) {
	for ; len(probabilities) > 0; probabilities = probabilities[s.classes:] {
		for c, p := range probabilities[:s.classes] {
			if p > 0 { // the limit of p·log p at 0 is 0
				s.entropy += float64(p) * math.Log(float64(p))
			}
			s.marginal[c] += float64(p)
		}
		s.seen++
		if s.seen == (len(s.scores)+1)*s.n/s.splits {
			s.endSplit()
		}
	}
}

// endSplit appends exp of the mean divergence from the mean distribution:
// Σ p (log p − log m) over images and classes is Σ p log p − n Σ m log m.
func (s *score) endSplit() {
	n := float64(s.seen - len(s.scores)*s.n/s.splits)
	divergence := s.entropy / n
	for c, sum := range s.marginal {
		if m := sum / n; m != 0 { // a NaN must reach the result
			divergence -= m * math.Log(m)
		}
		s.marginal[c] = 0
	}
	s.entropy = 0
	s.scores = append(s.scores, math.Exp(divergence))
}

func (s *score) meanStdDev() (mean, deviation float64) { return stat.PopMeanStdDev(s.scores, nil) }
