package metric

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"

	"gonum.org/v1/gonum/stat"
)

// set is vectors in host memory, [n, dim].
type set struct {
	values []float32
	dim    int
}

func (x set) count() int          { return len(x.values) / x.dim }
func (x set) row(i int) []float32 { return x.values[i*x.dim : (i+1)*x.dim] }

// mixture draws vectors around some centres, all of their features above zero, as
// those of a network are. More centres are missing from one with fewer.
func mixture(r *rand.Rand, n, dim, centres int, noise float64) set {
	around := rand.New(rand.NewPCG(1, 2)) // the same for all sets
	middle := make([]float64, 8*dim)
	for i := range middle {
		middle[i] = 0.5 + 0.4*around.NormFloat64()
	}
	x := set{make([]float32, n*dim), dim}
	for i := range n {
		of := r.IntN(centres)
		for k := range dim {
			x.values[i*dim+k] = float32(math.Abs(middle[of*dim+k] + noise*r.NormFloat64()))
		}
	}
	return x
}

func (x set) upload(t *testing.T, s *vk.Stream) tensor.Tensor {
	t.Helper()
	y, err := tensor.FromSlice(s, x.values, x.count(), x.dim)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { y.Release(s.Device()) })
	return y
}

func (x set) statistics(t *testing.T, s *vk.Stream) Statistics {
	t.Helper()
	m, err := NewMoments(s, x.dim)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Release(s)
	m.Add(s, x.upload(t, s))
	st, err := m.Statistics(s, "test")
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// figures are what the metrics say of two sets.
type figures struct {
	FID       float64        `json:"fid"`
	KID       float64        `json:"kid"`
	Deviation float64        `json:"deviation"`
	Exact     Neighbourhoods `json:"exact"`
	Lowest    Neighbourhoods `json:"lowest"` // if distances were off by what float32 is
	Highest   Neighbourhoods `json:"highest"`
}

func compared(t *testing.T, s *vk.Stream, real, generated set) (f figures) {
	t.Helper()
	var err error
	if f.FID, err = FrechetDistance(real.statistics(t, s), generated.statistics(t, s)); err != nil {
		t.Fatal(err)
	}
	a, b := real.upload(t, s), generated.upload(t, s)
	if f.KID, f.Deviation, err = KernelDistance(t.Context(), s, a, b, nil); err != nil {
		t.Fatal(err)
	}
	if f.Exact, err = CompareNeighbourhoods(t.Context(), s, a, b, nil); err != nil {
		t.Fatal(err)
	}
	return f
}

// numPy computes the figures by testdata/metrics.py.
func numPy(t *testing.T, real, generated set) (f figures) {
	t.Helper()
	const python = "/usr/bin/python3"
	if out, err := exec.Command(python, "-c", "import numpy").CombinedOutput(); err != nil {
		t.Skipf("no NumPy for %s: %v %s", python, err, bytes.TrimSpace(out))
	}
	dir := t.TempDir()
	args := []string{"testdata/metrics.py"}
	for name, x := range map[string]set{"0": real, "1": generated} {
		var raw bytes.Buffer
		_ = binary.Write(&raw, binary.LittleEndian, x.values)
		if err := os.WriteFile(filepath.Join(dir, name), raw.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	args = append(args, filepath.Join(dir, "0"), filepath.Join(dir, "1"), fmt.Sprint(real.dim))
	out, err := exec.Command(python, args...).Output()
	if err != nil {
		t.Fatalf("%v: %s", err, err.(*exec.ExitError).Stderr)
	}
	if err := json.Unmarshal(out, &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// close reports whether two figures differ by no more than a part.
func close(got, want, part float64) bool { return math.Abs(got-want) <= part*math.Abs(want) }

// TestMetricsAreNumPys compares two sets of 2,000 vectors, more than a block, one
// of which lacks a centre, with an independent computation in float64.
func TestMetricsAreNumPys(t *testing.T) {
	_, s := testgpu.Stream(t)
	real := mixture(testgpu.Rand("real"), 2100, 16, 6, 0.1)
	generated := mixture(testgpu.Rand("generated"), 2000, 16, 5, 0.12)
	want := numPy(t, real, generated)
	got := compared(t, s, real, generated)
	if !close(got.FID, want.FID, 1e-9) {
		t.Errorf("FID %v, want %v", got.FID, want.FID)
	}
	// Terms are rounded to 24 bits; of the mean of a million 1e-7 is left of a distance of some hundredths.
	if !close(got.KID, want.KID, 1e-6) || !close(got.Deviation, want.Deviation, 1e-4) {
		t.Errorf("KID %v ± %v, want %v ± %v", got.KID, got.Deviation, want.KID, want.Deviation)
	}
	checkNeighbourhoods(t, got.Exact, want)
	if narrow := want.Highest.Density - want.Lowest.Density; narrow > 5e-4 {
		t.Errorf("the figures that float32 may give are %v apart, so this tests little", narrow)
	}
}

func checkNeighbourhoods(t *testing.T, got Neighbourhoods, want figures) {
	t.Helper()
	for _, f := range []struct {
		name                       string
		got, exact, lowest, higher float64
	}{
		{"precision", got.Precision, want.Exact.Precision, want.Lowest.Precision, want.Highest.Precision},
		{"recall", got.Recall, want.Exact.Recall, want.Lowest.Recall, want.Highest.Recall},
		{"density", got.Density, want.Exact.Density, want.Lowest.Density, want.Highest.Density},
		{"coverage", got.Coverage, want.Exact.Coverage, want.Lowest.Coverage, want.Highest.Coverage},
	} {
		const rounding = 1e-12
		if f.got < f.lowest-rounding || f.got > f.higher+rounding {
			t.Errorf("%s is %v, want %v, or as float32 may round it %v to %v", f.name, f.got, f.exact, f.lowest, f.higher)
		}
	}
}

// TestMetricsOfFewVectors is the same against a computation in float64 here, which
// needs nothing else installed. Vectors of whole numbers have no rounding at all,
// and many equal distances.
func TestMetricsOfFewVectors(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, c := range []struct{ reals, fakes, dim, limit int }{{40, 33, 5, 4}, {6, 6, 1, 9}, {50, 70, 4, 3}} {
		r := testgpu.Rand(fmt.Sprint("few", c))
		whole := func(n int) set {
			x := set{make([]float32, n*c.dim), c.dim}
			for i := range x.values {
				x.values[i] = float32(r.IntN(c.limit))
			}
			return x
		}
		real, generated := whole(c.reals), whole(c.fakes)
		want := figures{Exact: definedNeighbourhoods(real, generated)}
		want.KID, want.Deviation = definedKernelDistance(real, generated)
		a, b := real.upload(t, s), generated.upload(t, s)
		mean, deviation, err := KernelDistance(t.Context(), s, a, b, nil)
		if err != nil || math.Abs(mean-want.KID) > 1e-5 || math.Abs(deviation-want.Deviation) > 1e-5 { // of terms of about 10
			t.Errorf("%v: KID %v ± %v, want %v ± %v, %v", c, mean, deviation, want.KID, want.Deviation, err)
		}
		got, err := CompareNeighbourhoods(t.Context(), s, a, b, nil)
		if err != nil || got != want.Exact {
			t.Errorf("%v: got %+v, want %+v, %v", c, got, want.Exact, err)
		}
	}
}

// TestMetricsOfSeveralBlocks: blocks of the vectors, also of unlike sizes, make no
// difference. A set that is there twice has itself as the nearest neighbour.
func TestMetricsOfSeveralBlocks(t *testing.T) {
	_, s := testgpu.Stream(t)
	n := pairBlock + 60 // of which the last are the first again, so that theirs are in another block
	x := mixture(testgpu.Rand("blocks"), n, 4, 6, 0.1)
	copy(x.values[pairBlock*4:], x.values[:60*4])
	y := mixture(testgpu.Rand("others"), pairBlock+7, 4, 6, 0.1)
	var told []int
	got, err := CompareNeighbourhoods(t.Context(), s, x.upload(t, s), y.upload(t, s), func(done, total int) { told = append(told, done, total) })
	if err != nil {
		t.Fatal(err)
	}
	if len(told) != 2*16 || told[0] != 1 || told[30] != 16 || told[31] != 16 { // four sweeps of 2×2 blocks
		t.Errorf("progress was told %v", told)
	}
	want := definedNeighbourhoods(x, y)
	for name, f := range map[string][2]float64{"precision": {got.Precision, want.Precision}, "recall": {got.Recall, want.Recall}, "density": {got.Density, want.Density}, "coverage": {got.Coverage, want.Coverage}} {
		if math.Abs(f[0]-f[1]) > 2.0/pairBlock { // a pair or two that float32 rounds otherwise
			t.Errorf("%s is %v, want %v", name, f[0], f[1])
		}
	}
}

// TestKernelSumsAreNotRounded: the terms of a sum are whole numbers, so all of it is
// exact, although it needs more than 24 bits.
func TestKernelSumsAreNotRounded(t *testing.T) {
	_, s := testgpu.Stream(t)
	const rows, columns = 3000, 5
	products, want := make([]float32, rows*columns), make([]float64, columns)
	r := testgpu.Rand("sums")
	for i := range products {
		products[i] = float32(r.IntN(200))
		want[i%columns] += math.Pow(float64(products[i])+1, 3)
	}
	sum, rest := tensor.PolynomialSums(s, set{products, columns}.upload(t, s), 1, true)
	sums, err := sum.Floats(s)
	if err != nil {
		t.Fatal(err)
	}
	rests, err := rest.Floats(s)
	if err != nil {
		t.Fatal(err)
	}
	for c := range want {
		if got := float64(sums[c]) + float64(rests[c]); got != want[c] {
			t.Errorf("column %d: %v, want %v", c, got, want[c])
		}
	}
}

func squaredDistance(a, b []float32) (sum float64) {
	for i, v := range a {
		sum += (float64(v) - float64(b[i])) * (float64(v) - float64(b[i]))
	}
	return sum
}

// definedNeighbourhoods is the definition, pair by pair.
func definedNeighbourhoods(real, generated set) (n Neighbourhoods) {
	radius := func(x set, i, k int) float64 {
		var all []float64
		for j := range x.count() {
			if j != i {
				all = append(all, squaredDistance(x.row(i), x.row(j)))
			}
		}
		slices.Sort(all)
		return all[k-1]
	}
	share := func(x set, holds func(i int) bool) float64 {
		count := 0
		for i := range x.count() {
			if holds(i) {
				count++
			}
		}
		return float64(count) / float64(x.count())
	}
	anyOf := func(x set, holds func(i int) bool) bool {
		for i := range x.count() {
			if holds(i) {
				return true
			}
		}
		return false
	}
	reach := func(x set, k int) []float64 {
		radii := make([]float64, x.count())
		for i := range radii {
			radii[i] = radius(x, i, k)
		}
		return radii
	}
	near, wide, fake := reach(real, 3), reach(real, 5), reach(generated, 3)
	n.Precision = share(generated, func(i int) bool {
		return anyOf(real, func(j int) bool { return squaredDistance(generated.row(i), real.row(j)) <= near[j] })
	})
	n.Recall = share(real, func(i int) bool {
		return anyOf(generated, func(j int) bool { return squaredDistance(real.row(i), generated.row(j)) <= fake[j] })
	})
	n.Coverage = share(real, func(i int) bool {
		return anyOf(generated, func(j int) bool { return squaredDistance(real.row(i), generated.row(j)) < wide[i] })
	})
	inside := 0.0
	for i := range real.count() {
		inside += share(generated, func(j int) bool { return squaredDistance(real.row(i), generated.row(j)) < wide[i] })
	}
	n.Density = math.Round(inside*float64(generated.count())) / 5 / float64(generated.count())
	return n
}

// definedKernelDistance is the definition over the same subsets.
func definedKernelDistance(real, generated set) (mean, deviation float64) {
	kernel := func(a, b []float32) float64 {
		product := 0.0
		for i, v := range a {
			product += float64(v) * float64(b[i])
		}
		return math.Pow(product/float64(real.dim)+1, 3)
	}
	size := min(real.count(), generated.count())
	draw := newSubsets(ShuffleSeed)
	var estimates []float64
	for range KernelSubsets {
		x, y := draw.next(generated.count(), size), draw.next(real.count(), size)
		same, between := 0.0, 0.0
		for i := range size {
			for j := range size {
				if i != j {
					same += kernel(generated.row(int(x[i])), generated.row(int(x[j]))) + kernel(real.row(int(y[i])), real.row(int(y[j])))
				}
				between += kernel(generated.row(int(x[i])), real.row(int(y[j])))
			}
		}
		m := float64(size)
		estimates = append(estimates, same/(m*(m-1))-2*between/(m*m))
	}
	return stat.PopMeanStdDev(estimates, nil)
}

// TestSubsetsAreNumPys: what RandomState(2020) draws, as NumPy 1.24 printed it.
func TestSubsetsAreNumPys(t *testing.T) {
	draw := newSubsets(2020)
	for _, c := range []struct {
		n    int
		want []uint32
	}{{10, []uint32{2, 4, 9, 1}}, {7, []uint32{4, 3, 1, 2}}, {1000, []uint32{137, 472, 829}}} {
		if got := draw.next(c.n, len(c.want)); !slices.Equal(got, c.want) {
			t.Errorf("of %d: got %v, want %v", c.n, got, c.want)
		}
	}
}

// A set is in its own neighbourhoods and at no distance from itself, also one of
// equal vectors; one far away is in none.
func TestMetricsAtTheirEnds(t *testing.T) {
	_, s := testgpu.Stream(t)
	x := mixture(testgpu.Rand("ends"), 200, 12, 4, 0.1)
	far := mixture(testgpu.Rand("ends"), 200, 12, 4, 0.1)
	for i := range far.values {
		far.values[i] += 10
	}
	same, alike, away := x.upload(t, s), set{slices.Repeat(x.row(0), 50), 12}.upload(t, s), far.upload(t, s)
	for name, c := range map[string]struct {
		real, generated tensor.Tensor
		want            Neighbourhoods
	}{
		"the same":    {same, same, Neighbourhoods{1, 1, 0, 1}},
		"far away":    {same, away, Neighbourhoods{}},
		"all alike":   {alike, alike, Neighbourhoods{1, 1, 0, 0}},  // on the border, which is no inside
		"one of many": {same, alike, Neighbourhoods{1, 0, 0.4, 0}}, // in the wide neighbourhoods of two others
	} {
		got, err := CompareNeighbourhoods(t.Context(), s, c.real, c.generated, nil)
		if err != nil {
			t.Fatal(err)
		}
		if name == "the same" { // six of the same set in each neighbourhood, one of them on the border
			c.want.Density = 1
		}
		if name == "one of many" { // images around the one that is drawn
			got.Recall, got.Coverage = 0, 0
		}
		if got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
	if mean, deviation, err := KernelDistance(t.Context(), s, same, same, nil); err != nil || mean > 0 || deviation > 1e-9 { // subsets are all of both; the unbiased estimate of no distance is below zero
		t.Errorf("KID of a set from itself: %v ± %v, %v", mean, deviation, err)
	}
	if mean, _, err := KernelDistance(t.Context(), s, same, away, nil); err != nil || mean < 1000 {
		t.Errorf("KID from far away: %v, %v", mean, err)
	}
}

func TestComparisonsRefuseTooFew(t *testing.T) {
	_, s := testgpu.Stream(t)
	x := mixture(testgpu.Rand("few"), 6, 4, 1, 1).upload(t, s)
	if _, err := CompareNeighbourhoods(t.Context(), s, x, x.Rows(0, 5), nil); err == nil {
		t.Error("the fifth neighbour among five is accepted")
	}
	if _, _, err := KernelDistance(t.Context(), s, x.Rows(0, 1), x, nil); err == nil {
		t.Error("a kernel distance of one image is accepted")
	}
}
