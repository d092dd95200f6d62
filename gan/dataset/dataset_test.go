package dataset

import (
	"slices"
	"testing"
)

func TestFloatsAndBytes(t *testing.T) {
	// Two images of 1×2 pixels.
	d := Dataset{N: 2, H: 1, W: 2, Images: []byte{0, 51, 102, 153, 204, 255, 255, 0, 255, 0, 255, 0}}
	floats := make([]float32, 12)
	d.Floats(floats, []int{1, 0})
	// 51/255 = 0.2, and (0.2 - 0.5) / 0.5 = -0.6.
	want := []float64{1, -1, 1, -1, 1, -1, -1, -0.6, -0.2, 0.2, 0.6, 1}
	for i := range want {
		if diff := float64(floats[i]) - want[i]; diff > 1e-6 || diff < -1e-6 {
			t.Errorf("value %d = %g, want %g", i, floats[i], want[i])
		}
	}
	bytes := make([]byte, 18)
	d.Bytes(bytes, []int{1, 1, 0})
	if want := slices.Concat(d.Image(1), d.Image(1), d.Image(0)); !slices.Equal(bytes, want) {
		t.Errorf("Bytes = %v, want %v", bytes, want)
	}
}

func TestMisusePanics(t *testing.T) {
	d := Procedural(3, 0)
	for name, misuse := range map[string]func(){
		"image beyond the end": func() { d.Image(3) },
		"slice beyond the end": func() { d.Slice(1, 4) },
		"short destination":    func() { d.Bytes(make([]byte, 10), []int{0}) },
		"resize to nothing":    func() { d.Resize(0) },
		"fewer than none":      func() { Procedural(-1, 0) },
		"empty shuffler":       func() { NewShuffler(0, 1, 0) },
		"grid of other size":   func() { Grid(d.Images, 4, 32, 32, 2, 1) },
		"six CIFAR-10 files":   func() { ReadCIFAR10(t.Context(), "", CIFAR10Options{Batches: 6}) },
		"CIFAR-10 unlabelled":  func() { ReadCIFAR10(t.Context(), "", CIFAR10Options{Split: Unlabeled}) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			misuse()
		})
	}
}
