package kernels

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/tol"
	"autogan/vk/tensor"
)

const (
	seed   = 0x0123456789abcdef
	stream = 0xfedcba9876543210
)

func TestRandomBits(t *testing.T) {
	s := poisonedStream(t)
	for _, n := range []int{1, 3, 4, 63, 64, 65, 257, 5000} {
		y := tensor.TempOf(s, tensor.Uint32, n)
		tensor.RandomBits(s, y, seed, stream)
		got, err := y.Uints(s)
		if err != nil {
			t.Fatal(err)
		}
		if want := ref.RandomBits(n, seed, stream); !slices.Equal(got, want) {
			t.Errorf("n = %d: got %#x, want %#x", n, got[:min(n, 4)], want[:min(n, 4)])
		}
	}
}

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

// More work groups than one dimension of a grid may have.
func TestRandomBitsOfAHugeTensor(t *testing.T) {
	s := poisonedStream(t)
	const n, tail = 65535*64*4 + 1001, 1500
	y := tensor.TempOf(s, tensor.Uint32, n)
	tensor.RandomBits(s, y, seed, stream)
	got, err := y.Rows(n-tail, tail).Uints(s)
	if err != nil {
		t.Fatal(err)
	}
	for k, word := range got {
		i := uint32(n - tail + k)
		counter := [4]uint32{i / 4, 0, stream & math.MaxUint32, stream >> 32}
		if want := ref.Philox([2]uint32{seed & math.MaxUint32, seed >> 32}, counter)[i%4]; word != want {
			t.Fatalf("word %d is %#x, want %#x", i, word, want)
		}
	}
}

func TestRandomUniform(t *testing.T) {
	s := poisonedStream(t)
	for _, n := range []int{1, 3, 64, 257, 5000} {
		view, check := unaligned(t, s, make([]float32, n))
		for name, y := range map[string]tensor.Tensor{"aligned": tensor.Temp(s, n), "unaligned": view} {
			tensor.RandomUniform(s, y, -0.25, 0.5, seed, stream)
			tol.Sum(t, fmt.Sprintf("uniform %s", name), floats(t, s, y), ref.RandomUniform(n, -0.25, 0.5, seed, stream))
		}
		check()
	}
}

func TestRandomNormal(t *testing.T) {
	s := poisonedStream(t)
	for _, n := range []int{1, 3, 64, 257, 5000} {
		view, check := unaligned(t, s, make([]float32, n))
		for name, y := range map[string]tensor.Tensor{"aligned": tensor.Temp(s, n), "unaligned": view} {
			tensor.RandomNormal(s, y, 0.5, 2, seed, stream)
			// Vulkan lets sine and cosine be 2^-11 off, and lavapipe's
			// logarithm is a polynomial: a sample of N(0, 1) may be that far
			// from the oracle's without being a worse sample.
			tol.Within(t, fmt.Sprintf("normal %s", name), floats(t, s, y), ref.RandomNormal(n, 0.5, 2, seed, stream), 1e-3, 12)
		}
		check()
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

// Each row inverts the cumulative sum at the first word of its Philox block.
func TestSampleCategorical(t *testing.T) {
	s := poisonedStream(t)
	for _, shape := range [][2]int{{1, 1}, {1, 2}, {65, 3}, {257, 4}, {5, 1008}} {
		rows, k := shape[0], shape[1]
		name := fmt.Sprintf("sample %d×%d", rows, k)
		logits := normal(name, rows*k)
		y := tensor.SampleCategorical(s, device(s, logits, rows, k), seed, 3)
		got, err := y.Uints(s)
		if err != nil {
			t.Fatal(err)
		}
		p := ref.Softmax(ref.From(logits, rows, k))
		bits := ref.RandomBits(4*rows, seed, 3)
		for r, token := range got {
			u := float64(bits[4*r]>>8) / (1 << 24)
			below := 0.0
			for _, v := range p.Data[r*k : r*k+int(token)] {
				below += v
			}
			// The device's sums are float32: the border may lie 1e-5 off.
			if u < below-1e-5 || u > below+p.Data[r*k+int(token)]+1e-5 {
				t.Errorf("%s: row %d got option %d of [%g, %g) for u = %g", name, r, token, below, below+p.Data[r*k+int(token)], u)
			}
		}
	}
}
