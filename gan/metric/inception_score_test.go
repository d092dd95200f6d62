package metric

import (
	"math"
	"slices"
	"testing"
)

func TestInceptionScore(t *testing.T) {
	const classes = 4
	oneHot := func(labels ...int) []float32 {
		p := make([]float32, classes*len(labels))
		for i, label := range labels {
			p[i*classes+label] = 1
		}
		return p
	}
	cases := []struct {
		name          string
		probabilities []float32
		splits        int
		mean          float64
		deviation     float64
	}{
		// KL(p ‖ p) = 0 for every image.
		{"identical images", []float32{.7, .1, .1, .1, .7, .1, .1, .1}, 1, 1, 0},
		{"uniform rows", []float32{.25, .25, .25, .25, .25, .25, .25, .25}, 1, 1, 0},
		// Every image certain, every class equally frequent: KL = ln C for each.
		{"balanced and certain", oneHot(0, 1, 2, 3), 1, classes, 0},
		{"certain, two of the classes", oneHot(0, 1, 0, 1), 1, 2, 0},
		// Rows (3/4, 1/4) and (1/4, 3/4) around (1/2, 1/2): KL = 3/4 ln 3/2 + 1/4 ln 1/2.
		{"half certain", []float32{.75, .25, 0, 0, .25, .75, 0, 0}, 1, math.Pow(1.5, .75) * math.Pow(.5, .25), 0},
		// Splits are of consecutive images: scores 1 and 2, mean 1.5, deviation 0.5.
		{"splits", oneHot(0, 0, 1, 2), 2, 1.5, .5},
		{"order matters to splits", oneHot(0, 1, 0, 2), 2, 2, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			mean, deviation := InceptionScore(c.probabilities, classes, c.splits)
			if math.Abs(mean-c.mean) > 1e-7 || math.Abs(deviation-c.deviation) > 1e-7 { // the inputs are float32
				t.Errorf("got %v ± %v, want %v ± %v", mean, deviation, c.mean, c.deviation)
			}
		})
	}
}

func TestInceptionScoreLiesBetweenOneAndClasses(t *testing.T) {
	const classes, n = 5, 37
	p := make([]float32, classes*n)
	for i := range n {
		var sum float32
		row := p[i*classes : (i+1)*classes]
		for k := range row {
			row[k] = float32((i*7+k*k*3)%11) + .1
			sum += row[k]
		}
		for k := range row {
			row[k] /= sum
		}
	}
	for splits := 1; splits <= n; splits++ {
		if mean, _ := InceptionScore(p, classes, splits); mean < 1 || mean > classes {
			t.Errorf("%d splits: %v is outside 1 to %d", splits, mean, classes)
		}
	}
}

func TestInceptionScorePanicsOnImpossibleSizes(t *testing.T) {
	for name, call := range map[string]func(){
		"no classes":       func() { InceptionScore(nil, 0, 1) },
		"half a row":       func() { InceptionScore(make([]float32, 5), 2, 1) },
		"empty split":      func() { InceptionScore(make([]float32, 4), 2, 3) },
		"no images at all": func() { InceptionScore(nil, 2, 1) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			call()
		}()
	}
}

// 1,000 classes, each certain once: ln 1000, and back.
func TestInceptionScoreOfAsManyImagesAsClassesIsTheirNumber(t *testing.T) {
	const classes = 1000
	oneHot, uniform := make([]float32, classes*classes), make([]float32, classes*classes)
	for i := range classes {
		oneHot[i*classes+i] = 1
	}
	for i := range uniform {
		uniform[i] = 1.0 / classes
	}
	if mean, deviation := InceptionScore(oneHot, classes, 1); math.Abs(mean-classes) > 1e-12*classes || deviation != 0 {
		t.Errorf("one image of each class: %v ± %v, want %d", mean, deviation, classes)
	}
	if mean, deviation := InceptionScore(uniform, classes, Splits); math.Abs(mean-1) > 1e-10 || deviation > 1e-10 { // 100,000 terms are added
		t.Errorf("uniform: %v ± %v, want 1", mean, deviation)
	}
}

// TestInceptionScoreOfSortedImages: a set that is sorted by class has one class in
// each split, which scores 1; shuffled, the splits have all classes.
func TestInceptionScoreOfSortedImages(t *testing.T) {
	const n, classes = 400, 4
	sorted := make([]float32, n*classes)
	for i := range n {
		sorted[i*classes+i*classes/n] = 1
	}
	consecutive, shuffled := newScore(n, classes, classes), newScore(n, classes, classes)
	shuffled.shuffle()
	consecutive.add(sorted)
	shuffled.add(sorted)
	if mean, _ := consecutive.meanStdDev(); math.Abs(mean-1) > 1e-9 {
		t.Errorf("consecutive: %v, want 1", mean)
	}
	if mean, _ := shuffled.meanStdDev(); mean < 3.8 || mean > 4 {
		t.Errorf("shuffled: %v, want nearly %d", mean, classes)
	}
	// NumPy 1.24's RandomState(2020).permutation(10) is 2 4 9 1 5 7 6 3 8 0: the first five are split 0.
	small := newScore(10, 1, 2)
	small.shuffle()
	if want := []int{1, 0, 0, 1, 0, 0, 1, 1, 1, 0}; !slices.Equal(small.of, want) {
		t.Errorf("ten images are in splits %v, want %v", small.of, want)
	}
}
