package drawn

import (
	"image"
	"image/color"
	"image/gif"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/kovidgoyal/imaging/apng"
)

// written writes an animation and opens it.
func written(t *testing.T, write func(path string, frames []*image.RGBA) error, frames []*image.RGBA) *os.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "animation")
	if err := write(path, frames); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// wantFrame compares an image with a frame of two by two pixels for each one.
func wantFrame(t *testing.T, i int, got image.Image, want []byte) {
	t.Helper()
	if got.Bounds().Dx() != 2*size || got.Bounds().Dy() != 2*size {
		t.Fatalf("frame %d is %v", i, got.Bounds())
	}
	for p := range 2 * size * 2 * size {
		x, y := p%(2*size), p/(2*size)
		rgb := want[(y/2*size+x/2)*3:]
		if c := color.RGBAModel.Convert(got.At(x, y)); c != (color.RGBA{rgb[0], rgb[1], rgb[2], 255}) {
			t.Fatalf("frame %d has %v at %d, %d, want %v", i, c, x, y, rgb[:3])
		}
	}
}

// TestAnimationsKeepFewColours: every frame is as it was, for one twentieth of a
// second, and the animation begins anew.
func TestAnimationsKeepFewColours(t *testing.T) {
	const n, bytes = 5, size * size * 3
	pixels := make([]byte, n*bytes)
	random := rand.New(rand.NewPCG(3, 4))
	for i := range pixels {
		pixels[i] = byte(random.Uint32())
	}
	frames := Frames(pixels, size, 2)
	g, err := gif.DecodeAll(written(t, WriteGIF, frames))
	if err != nil || len(g.Image) != n || g.LoopCount != 0 {
		t.Fatalf("%v, %d frames, want %d without end", err, len(g.Image), n)
	}
	a, err := apng.DecodeAll(written(t, WriteAPNG, frames))
	if err != nil || len(a.Frames) != n || a.LoopCount != 0 {
		t.Fatalf("%v, %d frames, want %d without end", err, len(a.Frames), n)
	}
	for i := range n {
		want := pixels[i*bytes : (i+1)*bytes]
		wantFrame(t, i, g.Image[i], want)
		wantFrame(t, i, a.Frames[i].Image, want)
		if g.Delay[i] != 5 || math.Abs(a.Frames[i].GetDelay()-.05) > 1e-9 {
			t.Errorf("frame %d is shown for %d hundredths and %v s", i, g.Delay[i], a.Frames[i].GetDelay())
		}
	}
}

// TestPaletteOfManyColours draws 64×64 colours that change slowly. A fixed palette
// of 6×6×6 colours is wrong by 15 on average (51 is the step, ±25 its range: 51/√12);
// one of the image's own is wrong by a fraction of that.
func TestPaletteOfManyColours(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 64, 64))
	for p := range 64 * 64 {
		x, y := p%64, p/64
		img.SetRGBA(x, y, color.RGBA{uint8(4 * x), uint8(4 * y), uint8(2 * (x + y)), 255})
	}
	out := inPalette(img)
	if len(out.Palette) != 256 {
		t.Errorf("%d colours, want all 256", len(out.Palette))
	}
	squares := 0.0
	for p := range 64 * 64 {
		want, got := img.RGBAAt(p%64, p/64), out.At(p%64, p/64).(color.RGBA)
		for _, d := range []int{int(want.R) - int(got.R), int(want.G) - int(got.G), int(want.B) - int(got.B)} {
			squares += float64(d * d)
		}
	}
	if off := math.Sqrt(squares / (3 * 64 * 64)); off > 5 { // 16 colours share a place: squares of 4 by 4 colours, each 4 apart: 4·√(15/12) = 4.5
		t.Errorf("the colours are wrong by %.2f, want at most 5", off)
	}
}

// TestPaletteOfOneColour has nothing to split.
func TestPaletteOfOneColour(t *testing.T) {
	img := enlarged(opaque(noise(3)[2*27:], size), 2)
	if out := inPalette(img); len(out.Palette) != 1 || out.At(0, 0) != (color.RGBA{2, 14, 62, 255}) {
		t.Errorf("the palette is %v", out.Palette)
	}
}
