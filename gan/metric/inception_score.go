package metric

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"
)

// InceptionScore is exp(E KL(p(y|x) ‖ p(y))) of Salimans et al. (2016) for
// class probabilities [n, classes]: its mean and population standard deviation
// over the given number of splits of consecutive images. It lies between 1,
// all images alike, and the number of classes. It panics when the sizes do not
// fit or a split would be empty.
func InceptionScore(probabilities []float32, classes, splits int) (mean, deviation float64) {
	if classes < 1 || len(probabilities)%classes != 0 || splits < 1 || splits > len(probabilities)/classes {
		panic(fmt.Sprintf("metric: inception score: %d probabilities of %d classes in %d splits", len(probabilities), classes, splits))
	}
	n := len(probabilities) / classes
	scores := make([]float64, splits)
	for k := range scores {
		from, to := k*n/splits, (k+1)*n/splits
		scores[k] = splitScore(probabilities[from*classes:to*classes], classes)
	}
	return stat.PopMeanStdDev(scores, nil)
}

// splitScore is exp of the mean divergence of each row from the mean row.
func splitScore(probabilities []float32, classes int) float64 {
	n := float64(len(probabilities) / classes)
	marginal := make([]float64, classes)
	for i, p := range probabilities {
		marginal[i%classes] += float64(p) / n
	}
	divergence := 0.0
	for i, p := range probabilities {
		if p > 0 { // the limit of p·log p at 0 is 0
			divergence += float64(p) * (math.Log(float64(p)) - math.Log(marginal[i%classes])) / n
		}
	}
	return math.Exp(divergence)
}
