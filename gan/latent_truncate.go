package gan

import "math"

// Truncate makes normal numbers those of a normal distribution without its tails:
// all lie within the threshold on both sides of 0. This is the truncation trick of
// BigGAN (Brock et al., 2019, section 3.1), which resamples what is outside.
//
// Here every number is moved instead, to the same quantile of the truncated
// distribution. The distribution is the same, and an image changes continuously
// with the threshold: no vector gets new numbers.
func Truncate(z []float32, threshold float64) {
	within := math.Erf(threshold / math.Sqrt2)
	for i, v := range z {
		moved := math.Sqrt2 * math.Erfinv(within*math.Erf(float64(v)/math.Sqrt2))
		z[i] = float32(max(-threshold, min(threshold, moved)))
	}
}
