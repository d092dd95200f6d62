package metamorphic

import (
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk/tensor"
)

// TestBilinearCornersAreCopies: the pixels of an enlarged image beyond the outermost
// centres are the corner's, to the bit, and not a rounded mean of it and itself.
func TestBilinearCornersAreCopies(t *testing.T) {
	_, s := testgpu.Stream(t)
	const h, w = 2, 3
	for _, channels := range []int{1, 4, 16} {
		r := &run{t: t, stream: s}
		image := make([]float32, h*w*channels)
		for i := range image {
			image[i] = float32(1+i) / 7
		}
		for _, factor := range []int{2, 3, 4, 5} {
			y := r.floats(tensor.UpsampleBilinear2D(s, r.persistent(image, tensor.Shape{1, h, w, channels}, 0), factor))
			for c := range channels {
				for _, corner := range [][2]int{{0, 0}, {0, w - 1}, {h - 1, 0}, {h - 1, w - 1}} {
					row, column := corner[0]*factor, corner[1]*factor
					if corner[0] > 0 {
						row += factor - 1
					}
					if corner[1] > 0 {
						column += factor - 1
					}
					want := image[(corner[0]*w+corner[1])*channels+c]
					if got := y[(row*factor*w+column)*channels+c]; got != want {
						t.Errorf("%d channels, %d times: corner %v of channel %d is %v, want %v", channels, factor, corner, c, got, want)
					}
				}
			}
		}
		r.release()
	}
}
