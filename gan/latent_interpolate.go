package gan

import (
	"fmt"
	"math"
)

// parallel is the sine of the angle below which two latent vectors point the same
// way, or opposite ways: the great circle between them is not determined.
const parallel = 1e-6

// Interpolate returns the latent vector at t of the way from a, at 0, to b, at 1,
// along the arc between them (White, Sampling Generative Networks, 2016). Latent
// vectors of a normal distribution have nearly the same length, and so have those
// on the arc; on the straight line the ones in the middle are shorter than any that
// the generator has seen. It panics if the lengths of a and b differ.
func Interpolate(a, b []float32, t float64) []float32 {
	if len(a) != len(b) {
		panic(fmt.Sprintf("gan: interpolate: got vectors of %d and %d numbers", len(a), len(b)))
	}
	fromA, fromB := 1-t, t
	angle := math.Acos(max(-1, min(1, dot(a, b)/math.Sqrt(dot(a, a)*dot(b, b)))))
	if sine := math.Sin(angle); sine > parallel { // not for NaN either, of a vector of zeros
		fromA, fromB = math.Sin((1-t)*angle)/sine, math.Sin(t*angle)/sine
	}
	between := make([]float32, len(a))
	for i := range a {
		between[i] = float32(fromA*float64(a[i]) + fromB*float64(b[i]))
	}
	return between
}

func dot(a, b []float32) (sum float64) {
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}
