package gan

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"autogan/gan/arch"
	"autogan/layers/checkpoint"
	"autogan/tests/testgpu"
	"autogan/vk"
)

// TestCountsAreThoseOfSavedGenerators compares what is printed about an
// architecture with the tensors of its generator's file, over lengths of the
// latent vector, widths, sizes, numbers of cells and spaces (paper, section 4
// and table 1: size and multiply-adds of the generators).
func TestCountsAreThoseOfSavedGenerators(t *testing.T) {
	_, s := testgpu.Stream(t)
	path := filepath.Join(t.TempDir(), "generator.safetensors")
	geometries := []arch.Geometry{
		{Channels: 4, LatentDim: 64, BottomWidth: 4}, {Channels: 6, BottomWidth: 4},
		{Channels: 3, LatentDim: 5, BottomWidth: 6}, {Channels: 5, LatentDim: 1, BottomWidth: 2},
	}
	for _, space := range everySpace(t) {
		for i, whole := range countedArchs(t, space) {
			g := geometries[i%len(geometries)]
			a := whole.First(1 + i%whole.Cells())
			params, macs := a.Count(g)
			saveNew(t, s, a, g, path)
			held, done := savedCounts(t, path, g)
			if params != held {
				t.Errorf("%s %v at %+v: %d parameters, its file holds %d", space.Name, a, g, params, held)
			}
			if space == arch.AutoGAN && macs != done {
				t.Errorf("%v at %+v: %d multiply-adds, its file needs %d", a, g, macs, done)
			}
		}
	}
}

// countedArchs adds to random architectures those with every kind of
// transposed convolution.
func countedArchs(t *testing.T, space *arch.Space) []arch.Arch {
	list := someArchs(t, space, 12)
	if space == arch.AutoGAN {
		for range 4 { // one for each geometry, of all cells or fewer
			list = append(list, space.Must("0 1 2 1 / 1 2 2 1 1 / 0 1 2 1 3"), space.Must("top1"), space.Must("1 1 2 0 / 0 0 0 1 1 / 1 1 2 1 3"))
		}
	}
	return list
}

// saveNew writes a new generator of an architecture.
func saveNew(t *testing.T, s *vk.Stream, a arch.Arch, g arch.Geometry, path string) {
	t.Helper()
	generator, err := NewGenerator(s, a, g, arch.TapBeforeSkips, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer generator.Release()
	if err := SaveGenerator(s, generator, path); err != nil {
		t.Fatal(err)
	}
}

// savedCounts adds up the trainable numbers in a file, and what they are
// multiplied with: a weight of a convolution is used once for each pixel that
// it writes, one of a transposed convolution once for each that it reads.
func savedCounts(t *testing.T, path string, g arch.Geometry) (params int, macs int64) {
	t.Helper()
	file, err := checkpoint.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	cells := 0
	for _, array := range file.Arrays {
		var cell int
		if _, err := fmt.Sscanf(array.Name, "cell%d.", &cell); err == nil {
			cells = max(cells, cell)
		}
	}
	for _, array := range file.Arrays {
		if strings.Contains(array.Name, "running") {
			continue // statistics are not trained
		}
		n := len(array.Floats())
		params += n
		if strings.HasSuffix(array.Name, ".weight") && len(array.Shape) > 1 {
			macs += int64(n) * pixelsPerWeight(array.Name, g, cells)
		}
	}
	return params, macs
}

// pixelsPerWeight returns how often a weight of AutoGAN's space is used in one
// image. A cell works at the size of its output.
func pixelsPerWeight(name string, g arch.Geometry, cells int) int64 {
	cell := cells // of the conversion to RGB
	if _, err := fmt.Sscanf(name, "cell%d.", &cell); err != nil && name == "linear.weight" {
		return 1
	}
	size := g.BottomWidth << cell
	if strings.Contains(name, "deconv") {
		size /= 2 // it reads the half
	}
	if strings.Contains(name, "deconv4x.0") {
		size /= 2 // the first of two
	}
	return int64(size * size)
}
