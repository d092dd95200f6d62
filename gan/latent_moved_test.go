package gan

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestInterpolateFollowsTheArc: from (3, 0) to (0, 4) a third of the way is at 30
// degrees, and the length goes from 3 to 4.
func TestInterpolateFollowsTheArc(t *testing.T) {
	a, b := []float32{3, 0}, []float32{0, 4}
	for _, c := range []struct {
		t    float64
		want []float64
	}{
		{0, []float64{3, 0}},
		{1, []float64{0, 4}},
		{1. / 3, []float64{3 * math.Sqrt(3) / 2, 4 * .5}}, // sin 60° and sin 30° over sin 90°
		{.5, []float64{3 * math.Sqrt2 / 2, 4 * math.Sqrt2 / 2}},
	} {
		for i, got := range Interpolate(a, b, c.t) {
			if math.Abs(float64(got)-c.want[i]) > 1e-6 {
				t.Errorf("at %v number %d is %v, want %v", c.t, i, got, c.want[i])
			}
		}
	}
}

// TestInterpolateWithoutAnArc: the same direction, opposite ones and zeros.
func TestInterpolateWithoutAnArc(t *testing.T) {
	for _, c := range []struct{ a, b, want []float32 }{
		{[]float32{1, 2}, []float32{1, 2}, []float32{1, 2}},
		{[]float32{1, 2}, []float32{3, 6}, []float32{2, 4}},
		{[]float32{1, 2}, []float32{-1, -2}, []float32{0, 0}},
		{[]float32{0, 0}, []float32{2, 4}, []float32{1, 2}},
	} {
		if got := Interpolate(c.a, c.b, .5); !slices.Equal(got, c.want) {
			t.Errorf("between %v and %v: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

// TestTruncateGivesTheTruncatedNormal compares quantiles with those of numbers that
// are resampled until they lie within the threshold, as BigGAN does it.
func TestTruncateGivesTheTruncatedNormal(t *testing.T) {
	const n = 100_000
	random := rand.New(rand.NewPCG(1, 2))
	for _, threshold := range []float64{.1, .5, 1, 2, 5} {
		moved, resampled := make([]float32, n), make([]float32, n)
		for i := range n {
			moved[i] = float32(random.NormFloat64())
			for resampled[i] = float32(2 * threshold); math.Abs(float64(resampled[i])) > threshold; {
				resampled[i] = float32(random.NormFloat64())
			}
		}
		Truncate(moved, threshold)
		slices.Sort(moved)
		slices.Sort(resampled)
		if moved[0] < -float32(threshold) || moved[n-1] > float32(threshold) {
			t.Errorf("threshold %v: the numbers go from %v to %v", threshold, moved[0], moved[n-1])
		}
		for _, q := range []float64{.05, .25, .5, .75, .95} {
			at := int(q * n)
			// The quantiles of n numbers vary by about the deviation over √n, 1/300.
			if d := math.Abs(float64(moved[at] - resampled[at])); d > .02*min(1, threshold) {
				t.Errorf("threshold %v: quantile %v is %v, want %v", threshold, q, moved[at], resampled[at])
			}
		}
	}
}

// TestTruncateFarAway: the order stays, 0 stays, a wide threshold changes nothing
// and no number is lost beyond the precision of erf.
func TestTruncateFarAway(t *testing.T) {
	z := []float32{-40, -3, -.5, 0, .5, 3, 40}
	wide := slices.Clone(z[1:6])
	Truncate(wide, 100)
	for i, v := range wide {
		if math.Abs(float64(v-z[1+i])) > 1e-6 {
			t.Errorf("threshold 100 makes %v of %v", v, z[1+i])
		}
	}
	Truncate(z, 2)
	if !slices.IsSorted(z) || z[0] != -2 || z[3] != 0 || z[6] != 2 {
		t.Errorf("threshold 2 gives %v", z)
	}
}
