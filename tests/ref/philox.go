package ref

import "math"

// Philox is Philox4x32-10: ten rounds of multiplications and a key schedule
// over a counter of four words (Salmon et al., SC 2011).
func Philox(key [2]uint32, counter [4]uint32) [4]uint32 {
	for range 10 {
		a := uint64(0xD2511F53) * uint64(counter[0])
		b := uint64(0xCD9E8D57) * uint64(counter[2])
		counter = [4]uint32{
			uint32(b>>32) ^ counter[1] ^ key[0], uint32(b),
			uint32(a>>32) ^ counter[3] ^ key[1], uint32(a),
		}
		key[0] += 0x9E3779B9
		key[1] += 0xBB67AE85
	}
	return counter
}

// RandomBits is the first n words of a stream: block i of the stream is Philox
// of the counter (i, 0, stream) under the seed.
func RandomBits(n int, seed, stream uint64) []uint32 {
	key := [2]uint32{uint32(seed), uint32(seed >> 32)}
	bits := make([]uint32, 0, n+3)
	for block := uint32(0); len(bits) < n; block++ {
		words := Philox(key, [4]uint32{block, 0, uint32(stream), uint32(stream >> 32)})
		bits = append(bits, words[:]...)
	}
	return bits[:n]
}

// RandomUniform is n numbers low + (high - low) u, u in [0, 1) the upper 24 bits
// of each word.
func RandomUniform(n int, low, high float64, seed, stream uint64) Array {
	y := New(n)
	for i, w := range RandomBits(n, seed, stream) {
		y.AddTerm(i, low)
		y.AddTerm(i, (high-low)*unitInterval(w))
	}
	return y
}

// RandomNormal is n numbers of N(mean, deviation²) by Box and Muller. Sine and
// cosine may be off by 2⁻¹¹. The error of the logarithm passes through the root;
// near zero it becomes its own root.
func RandomNormal(n int, mean, deviation float64, seed, stream uint64) Array {
	y := New(n)
	bits := RandomBits(n+n%2, seed, stream)
	for i := range n {
		u := 1 - unitInterval(bits[i&^1])
		square := -2 * math.Log(u)
		radius := math.Sqrt(square)
		squareErr := 2 * logError(u, math.Log(u))
		radiusErr := 4.5*radius + math.Sqrt(square/(ulp*ulp)+squareErr/ulp) - radius/ulp
		sin, cos := math.Sincos(2 * math.Pi * (unitInterval(bits[i|1]) - 0.5))
		z := radius * []float64{cos, sin}[i%2]
		const angleErr = 1 / (2048 * ulp)
		y.set(i, mean+deviation*z, math.Abs(deviation)*(radius*angleErr+radiusErr+2*math.Abs(z))+math.Abs(mean+deviation*z))
	}
	return y
}

// SampleCategorical is, for each row of logits [R, K], the option at which the
// cumulative softmax passes the first word of the row's Philox block. Where a
// border lies so near that rounding decides, its neighbour is allowed too.
func SampleCategorical(logits Array, seed, stream uint64) Array {
	rows, k := logits.Shape[0], logits.Shape[1]
	y := New(rows)
	p := Softmax(logits)
	bits := RandomBits(4*rows, seed, stream)
	for r := range rows {
		u, below, slack := unitInterval(bits[4*r]), 0.0, 0.0
		for option := range k {
			below += p.Data[r*k+option]
			slack += Unit * (p.Mag[r*k+option] + p.Data[r*k+option])
			if math.Abs(u-below) <= slack {
				y.Mag[r] = 1 / Unit
			}
			if u >= below {
				y.Data[r] = math.Min(float64(option+1), float64(k-1))
			}
		}
	}
	return y
}

func unitInterval(word uint32) float64 { return float64(word>>8) / (1 << 24) }
