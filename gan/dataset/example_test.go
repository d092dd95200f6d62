package dataset_test

import (
	"fmt"

	"autogan/gan/dataset"
)

// The first two batches of an epoch over the built-in set, at the resolution of
// the search's first stage.
func Example() {
	set := dataset.Procedural(100, 1).Resize(8)
	order := dataset.NewShuffler(set.N, 64, 1)
	pixels := make([]float32, 64*set.ImageSize())
	for range order.BatchesPerEpoch() {
		at, batch := order.Position(), order.Next()
		values := pixels[:len(batch)*set.ImageSize()]
		set.Floats(values, batch) // [len(batch), 8, 8, 3] in [-1, 1]
		fmt.Printf("epoch %d, batch %d: %d images, %d values\n", at.Epoch, at.Batch, len(batch), len(values))
	}
	// Output:
	// epoch 0, batch 0: 64 images, 12288 values
	// epoch 0, batch 1: 36 images, 6912 values
}
