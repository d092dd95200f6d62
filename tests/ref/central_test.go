package ref

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"testing"
)

// normalArray holds normal deviates; name seeds them.
func normalArray(name string, shape ...int) Array {
	h := fnv.New64a()
	h.Write([]byte(name))
	r := rand.New(rand.NewPCG(h.Sum64(), 0))
	x := New(shape...)
	for i := range x.Data {
		x.AddTerm(i, r.NormFloat64())
	}
	return x
}

// checkVJP compares a VJP with central differences of the forward function at
// x, one element after another. A step of 6e-6 (the cube root of float64's eps)
// leaves errors of about 1e-10 of the values; 1e-6 is asserted.
func checkVJP(t *testing.T, name string, x Array, forward func(x Array) Array, vjp func(dy Array) Array) {
	t.Helper()
	dy := normalArray(name, forward(x).Shape...)
	got := vjp(dy)
	for i := range x.Data {
		const h = 6e-6
		was := x.Data[i]
		x.Data[i] = was + h
		above := inner(forward(x), dy)
		x.Data[i] = was - h
		below := inner(forward(x), dy)
		x.Data[i] = was
		if want := (above - below) / (2 * h); math.Abs(got.Data[i]-want) > 1e-6*(1+math.Abs(want)) {
			t.Errorf("%s: element %d: got %g, central difference %g", name, i, got.Data[i], want)
		}
	}
}

func inner(a, b Array) float64 {
	sum := 0.0
	for i, v := range a.Data {
		sum += v * b.Data[i]
	}
	return sum
}
