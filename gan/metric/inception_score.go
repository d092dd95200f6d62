package metric

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Splits is the number of parts of which published Inception scores are the
// mean.
const Splits = 10

// ShuffleSeed shuffles the images of a set for their Inception score, and draws
// the subsets of a [KernelDistance].
const ShuffleSeed = 2020

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
	classes int
	seen    int // images
	splits  []split
	of      []int // the split of each image
}

// split is a part of the images.
type split struct {
	images, missing int
	marginal        []float64 // Σ p(y|x) over the images so far
	entropy         float64   // Σ p(y|x) log p(y|x) over them
	score           float64   // when none is missing
}

func newScore(n, classes, splits int) *score {
	if splits < 1 || splits > n {
		panic(fmt.Sprintf("metric: inception score: %d images in %d splits", n, splits))
	}
	s := &score{classes: classes, splits: make([]split, splits), of: make([]int, n)}
	for k := range s.splits {
		from, to := k*n/splits, (k+1)*n/splits
		s.splits[k].images, s.splits[k].missing = to-from, to-from
		for i := from; i < to; i++ {
			s.of[i] = k
		}
	}
	return s
}

// shuffle puts images into splits as torch-fidelity does, so that a folder sorted
// by class has all classes in each of them.
func (s *score) shuffle() {
	n := len(s.of)
	consecutive := slices.Clone(s.of)
	for place, image := range newSubsets(ShuffleSeed).next(n, n) {
		s.of[image] = consecutive[place]
	}
}

// add takes the probabilities of the next images.
func (s *score) add(probabilities []float32) {
	for ; len(probabilities) > 0; probabilities = probabilities[s.classes:] {
		s.splits[s.of[s.seen]].add(probabilities[:s.classes])
		s.seen++
	}
}

// add takes the probabilities of one image.
func (s *split) add(probabilities []float32) {
	if s.marginal == nil {
		s.marginal = make([]float64, len(probabilities))
	}
	for c, p := range probabilities {
		if p > 0 { // the limit of p·log p at 0 is 0
			s.entropy += float64(p) * math.Log(float64(p))
		}
		s.marginal[c] += float64(p)
	}
	s.missing--
	if s.missing == 0 {
		s.conclude()
	}
}

// conclude sets the score to exp of the mean divergence from the mean
// distribution: Σ p (log p − log m) over images and classes is Σ p log p − n Σ m log m.
func (s *split) conclude() {
	n := float64(s.images)
	divergence := s.entropy / n
	for _, sum := range s.marginal {
		if m := sum / n; m != 0 { // a NaN must reach the result
			divergence -= m * math.Log(m)
		}
	}
	s.score, s.marginal = math.Exp(divergence), nil
}

func (s *score) meanStdDev() (mean, deviation float64) {
	var scores []float64
	for _, split := range s.splits {
		scores = append(scores, split.score)
	}
	return stat.PopMeanStdDev(scores, nil)
}
