package autogan

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Correlation says how well rewards with shared weights rank architectures: each
// is measured so and again after a short training from scratch (paper, Figure 7).
// Spearman is the rank correlation of the two rewards, 0.779 in the paper.
type Correlation struct {
	Archs    int       `json:"archs"`
	Spearman float64   `json:"spearman"`
	Interval *Interval `json:"interval,omitempty"` // nil in results of earlier versions
}

// String reads "0.520, 95 % interval 0.110 to 0.790 by the percentile bootstrap, n = 20".
func (c Correlation) String() string {
	if c.Interval == nil {
		return fmt.Sprintf("%.3f, n = %d", c.Spearman, c.Archs)
	}
	return fmt.Sprintf("%.3f, %g %% interval %.3f to %.3f by the percentile bootstrap, n = %d",
		c.Spearman, 100*c.Interval.Level, c.Interval.Low, c.Interval.High, c.Archs)
}

// Interval is a confidence interval by the percentile bootstrap (Efron 1979):
// the quantiles of the value over samples drawn with replacement.
type Interval struct {
	Level     float64 `json:"level"` // 0.95: both ends cut off 2.5 %
	Low       float64 `json:"low"`
	High      float64 `json:"high"`
	Resamples int     `json:"resamples"` // drawn
}

const (
	intervalLevel     = 0.95
	intervalResamples = 10_000
	// intervalSeed is the same for all runs, so that equal rewards have equal
	// intervals.
	intervalSeed = 1
	// leastCorrelated is the smallest number of architectures with a rank
	// correlation that can be other than 1 and -1.
	leastCorrelated = 3
)

// correlation computes the result from the trials of the correlation phase; nil
// if they are too few.
func correlation(lines []TrialLine) *Correlation {
	var shared, scratch []float64
	for _, line := range lines {
		if line.Phase == correlationPhase {
			shared, scratch = append(shared, line.Reward), append(scratch, line.Metrics[ScratchMetric])
		}
	}
	if len(shared) < leastCorrelated {
		return nil
	}
	return &Correlation{len(shared), spearman(shared, scratch), bootstrap(shared, scratch, intervalSeed)}
}

// bootstrap returns the interval of the rank correlation of at least one pair.
// A resample in which one side does not vary has the correlation 0.
func bootstrap(a, b []float64, seed uint64) *Interval {
	random := rand.New(rand.NewPCG(seed, 0))
	x, y := make([]float64, len(a)), make([]float64, len(a))
	values := make([]float64, intervalResamples)
	for i := range values {
		for j := range x {
			k := random.IntN(len(a))
			x[j], y[j] = a[k], b[k]
		}
		values[i] = spearman(x, y)
	}
	slices.Sort(values)
	tail := (1 - intervalLevel) / 2
	return &Interval{
		Level: intervalLevel, Resamples: intervalResamples,
		Low:  stat.Quantile(tail, stat.Empirical, values, nil),
		High: stat.Quantile(1-tail, stat.Empirical, values, nil),
	}
}

// spearman is the rank correlation; equal values share the mean of their ranks.
// It is 0 if all values on one side are equal.
func spearman(a, b []float64) float64 {
	x, y := ranks(a), ranks(b)
	if stat.Variance(x, nil) == 0 || stat.Variance(y, nil) == 0 {
		return 0
	}
	return stat.Correlation(x, y, nil)
}

func ranks(values []float64) []float64 {
	sorted := slices.Sorted(slices.Values(values))
	r := make([]float64, len(values))
	for i, v := range values {
		first, _ := slices.BinarySearch(sorted, v)
		last := first
		for last+1 < len(sorted) && sorted[last+1] == v {
			last++
		}
		r[i] = float64(first+last) / 2
	}
	return r
}
