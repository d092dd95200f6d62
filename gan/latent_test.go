package gan

import (
	"slices"
	"testing"

	"autogan/tests/testgpu"
)

// TestLatentVectorsDoNotDependOnTheBatch draws 250 vectors in batches of several
// sizes.
func TestLatentVectorsDoNotDependOnTheBatch(t *testing.T) {
	_, s := testgpu.Stream(t)
	const images, dim = 250, 7
	draw := func(seed uint64, batch int) []float32 {
		var all []float32
		for from := 0; from < images; from += batch {
			z, err := LatentSequence{Dim: dim, Seed: seed}.At(s, from, min(batch, images-from)).Floats(s)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, z...)
		}
		return all
	}
	want := draw(1, images)
	for _, batch := range []int{1, 7, 64, 100, 120} {
		if !slices.Equal(draw(1, batch), want) {
			t.Errorf("in batches of %d the vectors are others", batch)
		}
	}
	if slices.Equal(draw(2, images), want) {
		t.Error("another seed has the same vectors")
	}
	for i := range images - 1 { // no block repeats another
		if slices.Index(want[(i+1)*dim:], want[i*dim]) >= 0 {
			t.Fatalf("the first number of vector %d comes again", i)
		}
	}
}
