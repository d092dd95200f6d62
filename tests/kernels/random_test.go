package kernels

import (
	"math"
	"slices"
	"testing"

	"autogan/vk/tensor"
)

const (
	seed   = 0x0123456789abcdef
	stream = 0xfedcba9876543210
)

// The first published vector of Random123: counter and key zero.
func TestRandomBitsKnownAnswer(t *testing.T) {
	s := poisonedStream(t)
	y := tensor.TempOf(s, tensor.Uint32, 4)
	tensor.RandomBits(s, y, 0, 0)
	got, err := y.Uints(s)
	if err != nil {
		t.Fatal(err)
	}
	if want := []uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}; !slices.Equal(got, want) {
		t.Errorf("got %#x, want %#x", got, want)
	}
}

func TestRandomNormalMoments(t *testing.T) {
	s := poisonedStream(t)
	const n = 1 << 18
	y := tensor.Temp(s, n)
	tensor.RandomNormal(s, y, 0, 1, 7, 0)
	var sums [5]float64
	for _, v := range floats(t, s, y) {
		for k, power := 1, float64(v); k <= 4; k++ {
			sums[k] += power / n
			power *= float64(v)
		}
	}
	for k, want := range []float64{1: 0, 2: 1, 3: 0, 4: 3} {
		if k == 0 {
			continue
		}
		// Five standard errors of the mean of x^k: sqrt(E x^2k / n).
		if limit := 5 * math.Sqrt([]float64{0, 1, 3, 15, 105}[k]/n); math.Abs(sums[k]-want) > limit {
			t.Errorf("moment %d is %.5f, want %.0f ± %.5f", k, sums[k], want, limit)
		}
	}
}

// Equal arguments give equal bits; another seed or stream does not.
func TestRandomStreamsAreIndependent(t *testing.T) {
	s := poisonedStream(t)
	draw := func(seed, stream uint64) []float32 {
		y := tensor.Temp(s, 1000)
		tensor.RandomNormal(s, y, 0, 1, seed, stream)
		return floats(t, s, y)
	}
	first := draw(1, 2)
	if !slices.Equal(first, draw(1, 2)) {
		t.Error("the same seed and stream gave other numbers")
	}
	for _, other := range [][]float32{draw(2, 2), draw(1, 3), draw(1+1<<32, 2), draw(1, 2+1<<32)} {
		sum := 0.0
		for i := range first {
			sum += float64(first[i] * other[i])
		}
		if r := sum / 1000; math.Abs(r) > 5/math.Sqrt(1000) {
			t.Errorf("two streams correlate by %.3f", r)
		}
	}
}

func TestSampleCategoricalFrequencies(t *testing.T) {
	s := poisonedStream(t)
	const rows = 20000
	probabilities := []float64{0.5, 0, 0.125, 0.3, 0.075}
	k := len(probabilities)
	logits := make([]float32, rows*k)
	for i := range logits {
		logits[i] = float32(math.Log(probabilities[i%k])) + 3 // -Inf for probability zero
	}
	tokens := tensor.SampleCategorical(s, device(s, logits, rows, k), seed, stream)
	got, err := tokens.Uints(s)
	if err != nil {
		t.Fatal(err)
	}
	counts := make([]float64, k)
	for _, token := range got {
		counts[token]++
	}
	for i, p := range probabilities {
		if limit := 5 * math.Sqrt(p*(1-p)*rows); math.Abs(counts[i]-p*rows) > limit {
			t.Errorf("option %d came %v times of %d, want %.0f ± %.0f", i, counts[i], rows, p*rows, limit)
		}
	}
}
