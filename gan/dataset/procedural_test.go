package dataset

import (
	"bytes"
	"flag"
	"image"
	"image/draw"
	"image/png"
	"math"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "rewrite testdata/procedural.png")

// TestProceduralGolden: experiments name the built-in set by its seed, so it must
// not change. A level of difference is allowed, since other CPUs may round
// the last bit of a sine differently.
func TestProceduralGolden(t *testing.T) {
	const path, n = "testdata/procedural.png", 30
	d := Procedural(n, 1)
	if *update {
		if err := WriteGrid(path, d.Images, n, d.H, d.W, 10, 1); err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	got := Grid(d.Images, n, d.H, d.W, 10, 1)
	if got.Bounds() != want.Bounds() {
		t.Fatalf("grid is %v, want %v", got.Bounds(), want.Bounds())
	}
	golden := rgbBytes(want)
	for i, value := range rgbBytes(got) {
		if diff := int(value) - int(golden[i]); diff < -1 || diff > 1 {
			t.Fatalf("value %d is %d, want %d; look at the set, then run with -update", i, value, golden[i])
		}
	}
}

// rgbBytes returns the [H, W, 3] bytes of an opaque image.
func rgbBytes(img image.Image) []byte {
	flat := image.NewRGBA(img.Bounds())
	draw.Draw(flat, flat.Rect, img, flat.Rect.Min, draw.Src)
	var out []byte
	for i := 0; i < len(flat.Pix); i += 4 {
		out = append(out, flat.Pix[i:i+Channels]...)
	}
	return out
}

func TestProceduralIsDeterministic(t *testing.T) {
	large := Procedural(200, 7)
	if small := Procedural(30, 7); !bytes.Equal(small.Images, large.Slice(0, 30).Images) {
		t.Error("a smaller set is not the beginning of a larger one")
	}
	if again := Procedural(200, 7); !bytes.Equal(again.Images, large.Images) {
		t.Error("the same seed gives other images")
	}
	other := Procedural(200, 8)
	for i := range large.N {
		if want := uint8(i % 10); large.Labels[i] != want {
			t.Fatalf("image %d has label %d, want %d", i, large.Labels[i], want)
		}
		if bytes.Equal(large.Image(i), other.Image(i)) {
			t.Errorf("image %d is the same for seeds 7 and 8", i)
		}
		for j := range i {
			if bytes.Equal(large.Image(i), large.Image(j)) {
				t.Errorf("images %d and %d are the same", j, i)
			}
		}
	}
}

// TestProceduralClassesStayApart classifies images by their nearest neighbour
// among others, at each resolution of the search. Only shapes can help: colours,
// brightness and which of ground and ink is lighter are taken out first.
func TestProceduralClassesStayApart(t *testing.T) {
	known, asked := Procedural(2000, 1), Procedural(200, 2)
	for _, size := range []int{8, 16, 32} {
		refs, probes := outlines(known.Resize(size)), outlines(asked.Resize(size))
		right := 0
		for i, probe := range probes {
			best, class := -1.0, uint8(0)
			for j, ref := range refs {
				if match := math.Abs(dot(probe, ref)); match > best {
					best, class = match, known.Labels[j]
				}
			}
			if class == asked.Labels[i] {
				right++
			}
		}
		t.Logf("%dx%d: %d of %d right", size, size, right, len(probes))
		if right < len(probes)*9/10 {
			t.Errorf("%dx%d: %d of %d images classified rightly, want nine in ten", size, size, right, len(probes))
		}
	}
}

// outlines returns each image's luminance with mean 0 and length 1.
func outlines(d Dataset) [][]float64 {
	grey := make([][]float64, d.N)
	for i := range grey {
		grey[i] = make([]float64, d.H*d.W)
		pixels, mean := d.Image(i), 0.0
		for p := range grey[i] {
			rgb := pixels[p*Channels:]
			grey[i][p] = luma([Channels]float64{float64(rgb[0]), float64(rgb[1]), float64(rgb[2])})
			mean += grey[i][p] / float64(len(grey[i]))
		}
		for p := range grey[i] {
			grey[i][p] -= mean
		}
		length := math.Sqrt(dot(grey[i], grey[i]))
		for p := range grey[i] {
			grey[i][p] /= length
		}
	}
	return grey
}

func dot(a, b []float64) (sum float64) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

// TestMotifDistances checks the outlines where they are known by hand, and that
// the distances change no faster than the place does, as antialiasing requires.
func TestMotifDistances(t *testing.T) {
	for _, m := range motifs {
		t.Run(m.name, func(t *testing.T) {
			const step = 0.01
			for x := -1.5; x < 1.5; x += 0.0371 {
				for y := -1.5; y < 1.5; y += 0.0371 {
					here, right, down := m.distance(x, y), m.distance(x+step, y), m.distance(x, y+step)
					if slope := math.Max(math.Abs(right-here), math.Abs(down-here)) / step; slope > 1.0001 {
						t.Fatalf("slope %.3f at (%.3f, %.3f), want at most 1", slope, x, y)
					}
				}
			}
		})
	}
	for _, c := range []struct {
		name string
		got  float64
		want float64
	}{
		{"disc, middle", disc(0, 0), -1},
		{"disc, 2 to the right", disc(2, 0), 1},
		{"ring, middle", ring(0, 0), 0.5},
		{"ring, outer edge", ring(0, 1), 0},
		{"square, side", square(0.78, 0), 0},
		{"cross, tip", cross(0, 0.98), 0},
		{"star, point", star(0, -1), -0.03},
		{"crescent, thickest", crescent(-1, 0), 0},
		{"stripes, border", stripes(0.25, 3), 0},
		{"stripes, middle", stripes(0.5, 3), -0.25},
		{"checkerboard, corner", checkerboard(0.25, 0.75), 0},
		{"triangle, base", triangleUp(0, 0.12+0.46+0.08), 0},
		{"triangle, top", triangleUp(0, 0.12-2*0.46-0.08), 0},
		{"heart, point", heart(0, 0.92), 0},
	} {
		if math.Abs(c.got-c.want) > 1e-12 {
			t.Errorf("%s: distance %g, want %g", c.name, c.got, c.want)
		}
	}
}

// TestProceduralContrast: wherever the outline runs, ink and ground differ by a
// quarter of the way from black to white.
func TestProceduralContrast(t *testing.T) {
	for i := range uint64(1000) {
		ground, ink := randomColours(generator(3, i))
		for _, corner := range [][2]float64{{-0.5, -0.5}, {-0.5, 0.5}, {0, 0}, {0.5, -0.5}, {0.5, 0.5}} {
			a, b := luma(ground.at(corner[0], corner[1])), luma(ink.at(corner[0], corner[1]))
			if math.Abs(a-b) < 64 {
				t.Fatalf("colours %d at %v: ground has luma %.0f, ink %.0f", i, corner, a, b)
			}
		}
	}
}

func TestOKLCH(t *testing.T) {
	for _, c := range []struct {
		name                   string
		lightness, chroma, hue float64
		want                   [Channels]float64
	}{
		{"black", 0, 0, 0, [Channels]float64{0, 0, 0}},
		{"white", 1, 0, 0, [Channels]float64{255, 255, 255}},
		// Oklab of sRGB's own red is (0.627955, 0.224863, 0.125846).
		{"red", 0.627955, math.Hypot(0.224863, 0.125846), math.Atan2(0.125846, 0.224863), [Channels]float64{255, 0, 0}},
	} {
		got := oklch(c.lightness, c.chroma, c.hue)
		for k := range got {
			if math.Abs(got[k]-c.want[k]) > 0.1 {
				t.Errorf("%s = %.2f, want %.2f", c.name, got, c.want)
				break
			}
		}
	}
}

func luma(rgb [Channels]float64) float64 { return 0.299*rgb[0] + 0.587*rgb[1] + 0.114*rgb[2] }

func BenchmarkProcedural10000(b *testing.B) {
	for b.Loop() {
		Procedural(10_000, 1)
	}
}
