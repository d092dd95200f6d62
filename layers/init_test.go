package layers

import (
	"math"
	"slices"
	"testing"

	"autogan/tests/testgpu"
)

// TestInitBounds draws large weights and compares their range and variance with
// those of the distribution: U(±b) has the variance b²/3.
func TestInitBounds(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, c := range []struct {
		name  string
		init  Init
		dims  []int
		bound float64
	}{
		{"xavier of a convolution", XavierUniform, []int{3, 3, 32, 64}, math.Sqrt(6.0 / (9*32 + 9*64))},
		{"xavier of a matrix", XavierUniform, []int{200, 100}, math.Sqrt(6.0 / 300)},
		{"fan-in of a convolution", UniformFanIn, []int{3, 3, 32, 64}, 1 / math.Sqrt(9*32)},
		{"fan-in of a matrix", UniformFanIn, []int{200, 100}, 1 / math.Sqrt(200)},
		{"default of a layer", orDefault(nil), []int{200, 100}, 1 / math.Sqrt(200)},
	} {
		r := registry(t, s, 7)
		values := floats(t, s, r.Param("w", c.init, c.dims...).Value)
		sum, squares := 0.0, 0.0
		for _, v := range values {
			sum += float64(v)
			squares += float64(v) * float64(v)
		}
		n := float64(len(values))
		low, high := float64(slices.Min(values)), float64(slices.Max(values))
		// Of 18,000 draws some lie within a thousandth of each end.
		if low < -c.bound || high > c.bound || low > -0.999*c.bound || high < 0.999*c.bound {
			t.Errorf("%s: values from %g to %g, want ±%g", c.name, low, high, c.bound)
		}
		// Five standard errors of the mean, and of the mean square: b²·√(4/45/n).
		if math.Abs(sum/n) > 5*c.bound/math.Sqrt(3*n) || math.Abs(squares/n-c.bound*c.bound/3) > 5*c.bound*c.bound*math.Sqrt(4/45.0/n) {
			t.Errorf("%s: mean %g, mean square %g, want 0 and %g", c.name, sum/n, squares/n, c.bound*c.bound/3)
		}
	}
}

// Tensors of different names get different numbers, equal names and seeds equal
// ones, and a reset gives what a new network of that seed begins with.
func TestInitDependsOnSeedAndName(t *testing.T) {
	_, s := testgpu.Stream(t)
	draw := func(r *Registry) (a, b *Param) {
		return r.Param("a", Normal(0, 1), 50), r.Buffer("b", Normal(0, 1), 50)
	}
	r := registry(t, s, 1)
	a, b := draw(r)
	first := floats(t, s, a.Value)
	if slices.Equal(first, floats(t, s, b.Value)) {
		t.Error("two tensors begin with the same numbers")
	}
	r.Reinitialise(2)
	if slices.Equal(first, floats(t, s, a.Value)) {
		t.Error("another seed gave the same numbers")
	}
	freshA, freshB := draw(registry(t, s, 2))
	if !slices.Equal(floats(t, s, a.Value), floats(t, s, freshA.Value)) || !slices.Equal(floats(t, s, b.Value), floats(t, s, freshB.Value)) {
		t.Error("after a reset the numbers are not those of a new network of that seed")
	}
	r.Reinitialise(1)
	if !slices.Equal(first, floats(t, s, a.Value)) {
		t.Error("the first seed gave other numbers than before")
	}
}
