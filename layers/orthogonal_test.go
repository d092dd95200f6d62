package layers

import (
	"math"
	"slices"
	"testing"

	"autogan/tests/testgpu"
)

// TestOrthogonal: the outputs' weights are orthonormal, or the inputs' if there
// are fewer of them, and neither sign of a weight is preferred.
func TestOrthogonal(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, dims := range [][]int{{3, 3, 8, 16}, {1, 1, 4, 16}, {1, 1, 8, 8}, {3, 3, 8, 3}} {
		r := registry(t, s, 7)
		w := floats(t, s, r.Param("w", Orthogonal, dims...).Value)
		out := dims[3]
		in := len(w) / out
		at := func(line, k int) float64 { return float64(w[k*out+line]) } // of an output
		lines, length := out, in
		if in < out {
			at = func(line, k int) float64 { return float64(w[line*out+k]) }
			lines, length = in, out
		}
		for a := range lines {
			for b := range lines {
				dot, want := 0.0, 0.0
				for k := range length {
					dot += at(a, k) * at(b, k)
				}
				if a == b {
					want = 1
				}
				if math.Abs(dot-want) > 1e-6 { // rounding of each weight to float32
					t.Fatalf("%v: lines %d and %d have the product %g, want %g", dims, a, b, dot, want)
				}
			}
		}
	}
	r, negative := registry(t, s, 1), 0
	p := r.Param("w", Orthogonal, 1, 1, 3, 3)
	seen := [][]float32{}
	for seed := range uint64(200) {
		r.Reinitialise(seed)
		w := floats(t, s, p.Value)
		if w[0] < 0 {
			negative++
		}
		if slices.ContainsFunc(seen, func(before []float32) bool { return slices.Equal(before, w) }) {
			t.Fatal("two seeds give the same weights")
		}
		seen = append(seen, w)
	}
	if negative < 65 || negative > 135 { // five standard errors of 100 in 200
		t.Errorf("the first weight is negative %d times in 200, want about 100", negative)
	}
}
