package tol

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"autogan/tests/ref"
)

// eps is half the distance from 1 to the next float32.
const eps = 1.0 / (1 << 24)

// Sum checks float32 sums of products in any order: the error stays below
// 8·2⁻²⁴ times the sum of the terms' magnitudes. Random dot products of up to
// 16,384 terms reached under half of that, in sequence or in trees.
func Sum(t *testing.T, name string, got []float32, want ref.Array) {
	t.Helper()
	compare(t, name, got, want, func(i int) float64 { return 8*eps*want.Mag[i] + tiny })
}

// Terms is Sum with another factor than 8·2⁻²⁴, for results whose terms are
// rounded themselves; the caller says in a comment where it comes from.
func Terms(t *testing.T, name string, got []float32, want ref.Array, rel float64) {
	t.Helper()
	compare(t, name, got, want, func(i int) float64 { return rel*want.Mag[i] + tiny })
}

// tiny forgives results that underflow: smaller than any normal float32.
const tiny = 1.2e-38

// Exact checks results that float32 represents: copies, selections, ReLU.
func Exact(t *testing.T, name string, got []float32, want ref.Array) {
	t.Helper()
	compare(t, name, got, want, func(i int) float64 { return 0 })
}

// ULP checks results that may be n units in the last place off.
func ULP(t *testing.T, name string, got []float32, want ref.Array, n float64) {
	t.Helper()
	compare(t, name, got, want, func(i int) float64 { return 2*eps*n*math.Abs(want.Data[i]) + tiny })
}

// Within checks |got − want| ≤ rel·(|want| + floor); the caller says in a
// comment where the numbers come from.
func Within(t *testing.T, name string, got []float32, want ref.Array, rel, floor float64) {
	t.Helper()
	compare(t, name, got, want, func(i int) float64 { return rel * (math.Abs(want.Data[i]) + floor) })
}

func compare(t *testing.T, name string, got []float32, want ref.Array, allowed func(i int) float64) {
	t.Helper()
	if len(got) != len(want.Data) {
		t.Fatalf("%s: got %d values, want %d of shape %v", name, len(got), len(want.Data), want.Shape)
	}
	var bad []string
	mismatches, worst, nans := 0, 0.0, 0
	for i, g := range got {
		diff := math.Abs(float64(g) - want.Data[i])
		if diff <= allowed(i) || float64(g) == want.Data[i] {
			continue
		}
		mismatches++
		if math.IsNaN(float64(g)) {
			nans++
		}
		worst = max(worst, diff)
		if len(bad) < 5 {
			bad = append(bad, fmt.Sprintf("  at %v: got %g, want %g, allowed %g", index(i, want.Shape), g, want.Data[i], allowed(i)))
		}
	}
	if mismatches > 0 {
		t.Errorf("%s %v: %d of %d values differ (%d NaN), worst by %g\n%s", name, want.Shape, mismatches, len(got), nans, worst, strings.Join(bad, "\n"))
	}
}

// index is the position of element i along each axis.
func index(i int, shape []int) []int {
	at := make([]int, len(shape))
	for axis := len(shape) - 1; axis >= 0; axis-- {
		at[axis] = i % shape[axis]
		i /= shape[axis]
	}
	return at
}
