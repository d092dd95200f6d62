package convplan

import "testing"

// Winograd's kernels hold the transforms of a chunk of images; the chunks take
// each image once, as few chunks as the memory allows and of nearly one size.
func TestWinogradChunks(t *testing.T) {
	for _, c := range []struct{ n, most, want int }{{1, 10, 1}, {7, 10, 7}, {64, 10, 10}, {65, 64, 33}, {5, 1, 1}, {5, 0, 1}} {
		if got := chunkImages(c.n, c.most); got != c.want {
			t.Errorf("%d images, memory for %d: chunks of %d, want %d", c.n, c.most, got, c.want)
		}
	}
}
