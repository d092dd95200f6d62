package ref

import (
	"slices"
	"testing"
)

func TestImagesByHand(t *testing.T) {
	images := From([]float32{0, 255, 51, 204}, 2, 2)
	// (51/255 − ½)/½ = −0.6, (204/255 − ½)/½ = 0.6.
	wantClose(t, "gather", GatherImages(images, From([]float32{1, 0, 1}, 3)).Data, []float64{-0.6, 0.6, -1, 1, -0.6, 0.6})
	// 127.5·0.5 + 127.5 = 191.25.
	if got := ToBytes(From([]float32{-1, 1, 0, -2, 2, 0.5}, 6)).Data; !slices.Equal(got, []float64{0, 255, 127, 0, 255, 191}) {
		t.Errorf("to bytes: got %v", got)
	}
}
