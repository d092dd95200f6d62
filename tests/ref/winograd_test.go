package ref

import (
	"math"
	"testing"
)

// TestWinogradIsTheConvolution checks the matrices and the order of the
// elements: with exact transforms the algorithm gives what the definition does.
func TestWinogradIsTheConvolution(t *testing.T) {
	for _, padding := range []int{0, 1, 2} {
		x, weight := normalArray("x", 2, 7, 5, 3), normalArray("weight", 3, 3, 3, 4)
		y := Conv2D(x, weight, Array{}, 1, padding)
		gradX, gradWeight := Conv2DVJP(x, weight, y, 1, padding)
		k := newConvolution(x.Shape, weight.Shape, 1, padding)
		wantClose(t, "y", k.winogradForward(winogradExact, x.Data, weight.Data, every(y)), y.Data)
		wantClose(t, "gradX", k.flipped().winogradForward(winogradExact, y.Data, k.flipWeight(weight.Data), every(gradX)), gradX.Data)
		wantClose(t, "gradWeight", k.winogradWeight(winogradExact, x.Data, y.Data, every(gradWeight)), gradWeight.Data)
	}
}

// TestWinogradAllowance checks that the larger error is allowed to convolutions
// of that kind only, and that it is not far from the direct one.
func TestWinogradAllowance(t *testing.T) {
	x := normalArray("x", 1, 8, 8, 4)
	for _, c := range []struct {
		kernel, stride int
		most           float64
	}{{3, 1, 20}, {3, 2, 1}, {5, 1, 1}} {
		weight := normalArray("weight", c.kernel, c.kernel, 4, 4)
		y := Conv2D(x, weight, Array{}, c.stride, 1)
		direct := Conv2D(From(absolute32(x), x.Shape...), From(absolute32(weight), weight.Shape...), Array{}, c.stride, 1)
		mean := 0.0
		for i, m := range y.Mag {
			ratio := m / direct.Data[i]
			mean += ratio / float64(len(y.Mag))
			if ratio < 1-1e-6 {
				t.Errorf("kernel %d, stride %d: element %d may be off by %.2f times as much as a direct sum", c.kernel, c.stride, i, ratio)
			}
		}
		if mean > c.most+1e-6 {
			t.Errorf("kernel %d, stride %d: elements may be off by %.2f times as much as a direct sum on average, want at most %g", c.kernel, c.stride, mean, c.most)
		}
	}
}

func absolute32(a Array) []float32 {
	values := a.Floats()
	for i, v := range values {
		values[i] = float32(math.Abs(float64(v)))
	}
	return values
}
