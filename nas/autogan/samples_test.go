package autogan

import (
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
)

// TestSamplesStandLeftOfRealImages trains for a step and finds the first images
// of the data set at the right edge of the samples.
func TestSamplesStandLeftOfRealImages(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := config.Default(config.Paper)
	c.RunDir = filepath.Join(t.TempDir(), "run")
	c.Data.Images = 64 // fewer than a grid has
	c.GAN.BatchG, c.GAN.BatchD, c.GAN.NCritic = 4, 4, 1
	c.Train.Arch, c.Train.Channels, c.Train.DiscChannels, c.Train.GeneratorSteps = "1 0 1 1", 4, 4, 1
	c.Eval.Images, c.Eval.Splits, c.Eval.Batch = 8, 2, 4
	summary, err := Train(t.Context(), s, c, silent{})
	if err != nil {
		t.Fatal(err)
	}
	originals, err := openData(t.Context(), c, 8, silent{})
	if err != nil {
		t.Fatal(err)
	}
	data, err := originals.At(t.Context(), 8)
	if err != nil {
		t.Fatal(err)
	}
	got, want := readPNG(t, filepath.Join(c.RunDir, summary.Runs[0].Last.Samples)), gridOfData(data)
	start := got.Rect.Dx() - want.Rect.Dx()
	if start < want.Rect.Dx() {
		t.Fatalf("samples are %v, want two grids of the width of %v", got.Rect, want.Rect)
	}
	for i := range want.Rect.Dx() * want.Rect.Dy() {
		x, y := i%want.Rect.Dx(), i/want.Rect.Dx()
		if a, b := got.RGBAAt(start+x, y), want.RGBAAt(x, y); a != b {
			t.Fatalf("pixel %d, %d of the right half: %v, want the data's %v", x, y, a, b)
		}
	}
}

func readPNG(t *testing.T, path string) *image.RGBA {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	rgba := image.NewRGBA(img.Bounds())
	draw.Draw(rgba, rgba.Rect, img, img.Bounds().Min, draw.Src)
	return rgba
}
