package report

import (
	"math"
	"testing"

	"gonum.org/v1/plot/plotter"
)

// TestThinned: a long curve keeps its ends, its highest and lowest point and its
// order, and a short one everything.
func TestThinned(t *testing.T) {
	const columns = 100
	var points plotter.XYs
	for i := range 200_000 {
		points = append(points, plotter.XY{X: float64(i), Y: math.Sin(float64(i) / 10_000)})
	}
	points[123_457].Y, points[54_321].Y = 9, -9
	thin := thinned(points, columns)
	if n := len(thin); n < 2*columns || n > kept*(columns+1) {
		t.Errorf("%d points on %d columns", n, columns)
	}
	if thin[0] != points[0] || thin[len(thin)-1] != points[len(points)-1] {
		t.Error("the ends are not those of the curve")
	}
	low, high, last := 0.0, 0.0, -1.0
	for _, p := range thin {
		if p.X <= last {
			t.Fatalf("%g comes after %g", p.X, last)
		}
		low, high, last = min(low, p.Y), max(high, p.Y), p.X
	}
	if low != -9 || high != 9 {
		t.Errorf("from %g to %g, want -9 to 9: a peak is lost", low, high)
	}
	if n := len(thinned(points[:kept*columns], columns)); n != kept*columns {
		t.Errorf("a short curve keeps %d points", n)
	}
}
