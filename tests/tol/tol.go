package tol

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"autogan/tests/ref"
)

// tiny is allowed to results that underflow: it is smaller than any normal float32.
const tiny = 1.2e-38

// shown is how many differences a message lists.
const shown = 5

// Sum checks got against the error that the oracle allows each value.
func Sum(t testing.TB, name string, got []float32, want ref.Array) {
	t.Helper()
	report(t, name, Check(wide(got), want))
}

// Exact checks results that float32 represents: copies, selections, ReLU.
func Exact(t testing.TB, name string, got []float32, want ref.Array) {
	t.Helper()
	report(t, name, compare(wide(got), want, func(i int) float64 { return 0 }))
}

// ULP checks results that may be n units in the last place off.
func ULP(t testing.TB, name string, got []float32, want ref.Array, n float64) {
	t.Helper()
	const ulp = 1.0 / (1 << 23)
	report(t, name, compare(wide(got), want, func(i int) float64 { return ulp*n*math.Abs(want.Data[i]) + tiny }))
}

// Within checks |got − want| ≤ rel·(|want| + floor); the caller says in a
// comment where the numbers come from.
func Within(t testing.TB, name string, got []float32, want ref.Array, rel, floor float64) {
	t.Helper()
	report(t, name, compare(wide(got), want, func(i int) float64 { return rel * (math.Abs(want.Data[i]) + floor) }))
}

// Check returns an error that tells how got differs from what the oracle
// allows, or nil.
func Check(got []float64, want ref.Array) error {
	return compare(got, want, func(i int) float64 {
		if want.Mag[i] == 0 {
			return 0
		}
		return ref.Unit*want.Mag[i] + tiny
	})
}

// CheckHalf is Check for results that are rounded to float16 at the end.
func CheckHalf(got []float64, want ref.Array) error {
	return compare(got, want, func(i int) float64 {
		exact := ref.Unit * want.Mag[i]
		if math.Abs(want.Data[i]) < ref.LeastHalf {
			return exact + ref.LeastHalf // a device may take it as zero
		}
		return exact + ref.HalfUlp/2*(math.Abs(want.Data[i])+exact)
	})
}

// CheckBFloat16 is Check for results that are rounded to bfloat16 at the end.
func CheckBFloat16(got []float64, want ref.Array) error {
	return compare(got, want, func(i int) float64 {
		exact := ref.Unit * want.Mag[i]
		return exact + ref.BFloat16Ulp/2*(math.Abs(want.Data[i])+exact) + tiny
	})
}

func report(t testing.TB, name string, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%s %v", name, err)
	}
}

func wide(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

func compare(got []float64, want ref.Array, allowed func(i int) float64) error {
	if len(got) != len(want.Data) {
		return fmt.Errorf("has %d values, want %d of shape %v", len(got), len(want.Data), want.Shape)
	}
	var lines []string
	wrong, nans, worst, worstAt := 0, 0, -1.0, 0
	for i, g := range got {
		diff := math.Abs(g - want.Data[i])
		if diff <= allowed(i) || g == want.Data[i] {
			continue
		}
		wrong++
		if math.IsNaN(g) {
			nans++
		}
		if diff > worst {
			worst, worstAt = diff, i
		}
		if len(lines) < shown {
			lines = append(lines, fmt.Sprintf("\n  at %v: got %g, want %g, off by %.3g, allowed %.3g", index(i, want.Shape), g, want.Data[i], diff, allowed(i)))
		}
	}
	if wrong == 0 {
		return nil
	}
	return fmt.Errorf("%v: %d of %d values differ (%d NaN), worst at %v by %.3g, relative %.3g%s", want.Shape, wrong, len(got), nans,
		index(worstAt, want.Shape), worst, worst/math.Abs(want.Data[worstAt]), strings.Join(lines, ""))
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
