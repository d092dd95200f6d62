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
		y.Data[i] = low + (high-low)*unitInterval(w)
		y.Mag[i] = math.Abs(low) + math.Abs(high-low)
	}
	return y
}

// RandomNormal is n numbers of N(mean, deviation²) by Box and Muller.
func RandomNormal(n int, mean, deviation float64, seed, stream uint64) Array {
	y := New(n)
	bits := RandomBits(n+n%2, seed, stream)
	for i := range n {
		radius := math.Sqrt(-2 * math.Log(1-unitInterval(bits[i&^1])))
		sin, cos := math.Sincos(2 * math.Pi * (unitInterval(bits[i|1]) - 0.5))
		z := radius * []float64{cos, sin}[i%2]
		y.Data[i] = mean + deviation*z
		y.Mag[i] = math.Abs(mean) + math.Abs(deviation)*radius
	}
	return y
}

func unitInterval(word uint32) float64 { return float64(word>>8) / (1 << 24) }
