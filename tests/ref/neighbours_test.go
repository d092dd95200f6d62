package ref

import (
	"math"
	"slices"
	"testing"
)

// Rows (0, 0), (3, 4) and (1, 0), columns (0, 0) and (3, 0): the squared distances
// are 0 and 9, 25 and 16, 1 and 4.
var (
	handProducts      = From([]float32{0, 0, 0, 9, 0, 3}, 3, 2)
	handRowSquares    = From([]float32{0, 25, 1}, 3)
	handColumnSquares = From([]float32{0, 9}, 2)
)

func TestUpdateNearestByHand(t *testing.T) {
	before := From([]float32{2, 5, 90, 90}, 2, 2)
	for name, c := range map[string]struct {
		skip bool
		own  int
		want []float64
	}{
		"all rows":             {false, 0, []float64{0, 4, 1, 5}},
		"without the diagonal": {true, 0, []float64{1, 4, 2, 5}}, // column 1 loses 16, which was not near
		"columns from row 1":   {true, 1, []float64{0, 5, 1, 9}},
		"columns from row −1":  {true, -1, []float64{0, 4, 1, 5}}, // column 1 loses 9, column 0 nothing
	} {
		got := UpdateNearest(before, handProducts, handRowSquares, handColumnSquares, c.skip, c.own)
		if !slices.Equal(got.Data, c.want) {
			t.Errorf("%s: got %v, want %v", name, got.Data, c.want)
		}
	}
}

func TestCountWithinByHand(t *testing.T) {
	radii := From([]float32{9, 20, 1}, 3)
	counts := From([]float32{10, 20}, 2)
	// Column 0 has 0 < 9 and 1 = 1; column 1 has 9 = 9 and 16 < 20.
	for inclusive, want := range map[bool][]float64{false: {11, 21}, true: {12, 22}} {
		got := CountWithin(counts, handProducts, handRowSquares, handColumnSquares, radii, inclusive)
		if !slices.Equal(got.Data, want) {
			t.Errorf("inclusive %t: got %v, want %v", inclusive, got.Data, want)
		}
	}
}

func TestPolynomialSumsByHand(t *testing.T) {
	x := From([]float32{2, 4, -2, 1, 0, 6}, 3, 2) // halves plus one: 2 3 / 0 1.5 / 1 4
	for diagonal, want := range map[bool][]float64{true: {8 + 0 + 1, 27 + 3.375 + 64}, false: {0 + 1, 27 + 64}} {
		sum, rest := PolynomialSums(x, 0.5, diagonal)
		for c, w := range want {
			if got := sum.Data[c] + rest.Data[c]; math.Abs(got-w) > 1e-12 {
				t.Errorf("diagonal %t, column %d: got %v, want %v", diagonal, c, got, w)
			}
		}
	}
}
