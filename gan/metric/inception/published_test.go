package inception

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/layers/checkpoint"
	"autogan/tests/testgpu"
	"autogan/vk/tensor"

	"github.com/sbinet/npyio/npz"
)

// sharedData may lie next to a clone of the repository. It holds the published
// network except for three tensors, images of CIFAR-10, and what PyTorch computes
// from these. Its README has the layouts.
const sharedData = "../../../../shared/data"

// publishedWeights reads weights_LAYER.dat [out][kh][kw][in] and bias_LAYER.dat
// as far as they are there.
func publishedWeights(t *testing.T) *checkpoint.File {
	t.Helper()
	file := &checkpoint.File{}
	for _, c := range newPlan(1, publishedSize).convolutions() {
		name := strings.ReplaceAll(c.name, "/", "_") + ".dat"
		weights := readFloats(t, "weights_"+name)
		if weights == nil {
			continue
		}
		if len(weights) != c.weightsShape().NumElements() {
			t.Fatalf("%s has %d weights, want %v", c.name, len(weights), c.weightsShape())
		}
		// [out][taps][in] is [out, in, taps] of the channels-last kind.
		transposed := make([]float32, len(weights))
		for i, v := range weights {
			transposed[i%(len(weights)/c.out)*c.out+i/(len(weights)/c.out)] = v
		}
		file.Add(checkpoint.Floats(c.weights(), transposed, c.weightsShape()...))
		file.Add(checkpoint.Floats(c.bias(), readFloats(t, "bias_"+name)))
	}
	return file
}

// readFloats returns nil where there is no such file.
func readFloats(t *testing.T, name string) []float32 {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(sharedData, "inception", name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	values := make([]float32, len(raw)/4)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return values
}

// firstImages are the first n of CIFAR-10's training set, [n, 32, 32, 3].
func firstImages(t *testing.T, n int) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(sharedData, "cifar10", "data_batch_1.bin"))
	if err != nil {
		t.Fatal(err)
	}
	const area = 32 * 32
	pixels := make([]byte, 0, n*area*3)
	for i := range n {
		planes := raw[i*(1+3*area)+1:]
		for p := range area {
			pixels = append(pixels, planes[p], planes[area+p], planes[2*area+p])
		}
	}
	return pixels
}

// TestPublishedNetwork compares every stage for 16 real images with what
// PyTorch computes, in float32 too, from the same weights.
func TestPublishedNetwork(t *testing.T) {
	if _, err := os.Stat(filepath.Join(sharedData, "inception")); err != nil {
		t.Skip("the published weights are not here")
	}
	if testing.Short() {
		t.Skip("a long case in a short run")
	}
	_, s := testgpu.Stream(t)
	trunk, err := Open(s, publishedWeights(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(trunk.Release)
	want, err := npz.Open(filepath.Join(sharedData, "inception", "expected_cifar10_first16.npz"))
	if err != nil {
		t.Fatal(err)
	}
	defer want.Close()

	const images, chunk = 16, 4
	pixels := firstImages(t, images)
	got := map[string][]float32{}
	for from := 0; from < images; from += chunk {
		images := tensor.TempOf(s, tensor.Uint8, chunk, 32, 32, 3)
		images.UploadBytes(s, pixels[from*32*32*3:(from+chunk)*32*32*3])
		x := trunk.resize(s, scale(s, images))
		for i, b := range trunk.plan.blocks[:16] { // to mixed_8
			x = trunk.run(s, x, i, i)
			values, err := means(s, x).Floats(s)
			if err != nil {
				t.Fatal(err)
			}
			got[b.name] = append(got[b.name], values...)
		}
		if err := s.EndStep(); err != nil {
			t.Fatal(err)
		}
	}
	compared := 0
	for _, name := range want.Keys() {
		stage, width, ok := strings.Cut(strings.TrimSuffix(name, ".npy"), "_mean_")
		if !ok {
			continue // the input
		}
		var expected []float32
		if err := want.Read(name, &expected); err != nil {
			t.Fatal(err)
		}
		compared++
		largest := largestDifference(expected, got[stage])
		t.Logf("%-8s %4s features, largest relative difference %.1e", stage, width, largest)
		if !(largest <= 1e-3) {
			t.Errorf("stage %s: largest relative difference %g, want at most 1e-3", stage, largest)
		}
	}
	if compared != 11 {
		t.Errorf("%d stages compared, want 11", compared)
	}
}

// largestDifference is relative to the value or, where that is smaller, to a
// hundredth of the mean of all. A feature that the ReLU makes almost zero has
// the rounding errors of large terms. It is infinite when the
// lengths differ or one is not a number.
func largestDifference(want, got []float32) float64 {
	if len(want) != len(got) {
		return math.Inf(1)
	}
	mean := 0.0
	for _, w := range want {
		mean += math.Abs(float64(w)) / float64(len(want))
	}
	largest := 0.0
	for i, w := range want {
		off := math.Abs(float64(got[i])-float64(w)) / max(math.Abs(float64(w)), mean/100)
		if math.IsNaN(off) {
			return math.Inf(1)
		}
		largest = max(largest, off)
	}
	return largest
}
