package kernels

import (
	"math"
	"testing"

	"autogan/vk/tensor"
)

func TestGatherImagesMarksUnknownIndexes(t *testing.T) {
	s := poisonedStream(t)
	for _, size := range []int{3, 4} { // byte by byte and word by word
		images := tensor.TempOf(s, tensor.Uint8, 2, size)
		images.UploadBytes(s, make([]byte, 2*size))
		got := floats(t, s, tensor.GatherImages(s, images, uints(s, []uint32{1, 2})))
		if got[0] != -1 || !math.IsNaN(float64(got[size])) {
			t.Errorf("got %v, want an image of -1 and one of NaN", got)
		}
	}
}

func TestToBytesOfExtremes(t *testing.T) {
	s := poisonedStream(t)
	values := []float32{-1, 1, 0, -2, 2, 0.999, -0.9999, 0.5, float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN())}
	want := []byte{0, 255, 127, 0, 255, 254, 0, 191, 255, 0, 0}
	got, err := tensor.ToBytes(s, device(s, values, len(values))).Bytes(s)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range want {
		if got[i] != w {
			t.Errorf("%v became %d, want %d", values[i], got[i], w)
		}
	}
}
