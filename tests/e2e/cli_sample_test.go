package e2e

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/gif"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"autogan/tests/testgpu"

	"github.com/kovidgoyal/imaging/apng"
)

// pngBytes are the pixels of a PNG file, RGB.
func pngBytes(t *testing.T, path string) []byte {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return pixelsOf(img)
}

func pixelsOf(img image.Image) (pixels []byte) {
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r, g, b, _ := img.At(x, y).RGBA()
			pixels = append(pixels, byte(r>>8), byte(g>>8), byte(b>>8))
		}
	}
	return pixels
}

// arrayBytes are the elements of the only array of a .npz file, whose shape is
// checked.
func arrayBytes(t *testing.T, path, shape string) []byte {
	t.Helper()
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	entry, err := archive.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(entry)
	if err != nil || archive.File[0].Name != "arr_0.npy" || !strings.Contains(string(content[:128]), shape) {
		t.Fatalf("%v, %s: %q", err, archive.File[0].Name, content[:128])
	}
	return content[128:]
}

// TestSampleWritesTheSameImages into a folder, an array and a grid, in batches of
// any size; of a seed it is the first of them.
func TestSampleWritesTheSameImages(t *testing.T) {
	dir := evaluated(t)
	sample := func(args ...string) result {
		return evalIn(t, dir, append([]string{"sample", "generator.safetensors"}, args...)...)
	}
	if got := sample("--images", "7", "--out", "in/files"); !strings.Contains(got.stdout, "7 in in/files") {
		t.Errorf("it printed %s", got.stdout)
	}
	sample("--images", "7", "--batch", "3", "--out", "array.npz")
	sample("--seeds", "1,5-6", "--out", "seeds")
	array := arrayBytes(t, filepath.Join(dir, "array.npz"), "'shape': (7, 32, 32, 3)")
	const size = 32 * 32 * 3
	for i := range 7 {
		if !bytes.Equal(pngBytes(t, filepath.Join(dir, "in/files", fmt.Sprintf("%06d.png", i))), array[i*size:(i+1)*size]) {
			t.Errorf("image %d of the folder is not that of the array", i)
		}
	}
	if !bytes.Equal(pngBytes(t, filepath.Join(dir, "seeds/seed000001.png")), array[:size]) {
		t.Error("the image of seed 1 is not the first one of --seed 1")
	}
	sample("-n", "7", "-o", "grid.png")
	grid := pngBytes(t, filepath.Join(dir, "grid.png"))
	const wide = 3*(64+2) + 2 // 7 images in 3 columns, enlarged twice
	at := func(i, x, y int) []byte { return grid[((2+i/3*66+2*y)*wide+2+i%3*66+2*x)*3:][:3] }
	for i := range 7 {
		for _, p := range []int{0, 31, 500, 1023} {
			if !bytes.Equal(at(i, p%32, p/32), array[i*size+3*p:][:3]) {
				t.Fatalf("image %d of the grid is not that of the array", i)
			}
		}
	}
}

// TestSampleGoesOn draws what is missing of a folder, and nothing else.
func TestSampleGoesOn(t *testing.T) {
	dir := evaluated(t)
	args := []string{"sample", "generator.safetensors", "--images", "9", "--batch", "4", "--out", "files"}
	evalIn(t, dir, args...)
	at := func(name string) string { return filepath.Join(dir, "files", name) }
	want := pngBytes(t, at("000006.png"))
	if err := os.Remove(at("000006.png")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at("000001.png"), []byte("kept"), 0o644); err != nil {
		t.Fatal(err)
	}
	evalIn(t, dir, args...)
	if !bytes.Equal(pngBytes(t, at("000006.png")), want) {
		t.Error("the image that was missing is another one now")
	}
	if text, _ := os.ReadFile(at("000001.png")); string(text) != "kept" {
		t.Error("an image that was there is written anew")
	}
	entries, _ := os.ReadDir(filepath.Join(dir, "files"))
	if len(entries) != 10 {
		t.Errorf("the folder has %v, want 9 images and samples.json", entries)
	}
	refused := append([]string{"sample", "generator.safetensors", "--images", "9", "--out", "files"}, "--seed", "2")
	cmd := command(t, refused...)
	cmd.Dir = dir
	if got := run(t, cmd); got.status != 2 || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, `their seed is "1", and now it is "2"`) {
		t.Errorf("with another seed: status %d, %s", got.status, got.stderr)
	}
}

// TestSampleStopsBetweenImages interrupts it twice: every file is whole, and the
// second time it goes on where the first one stopped.
func TestSampleStopsBetweenImages(t *testing.T) {
	dir, count := evaluated(t), 0
	for range 2 {
		cmd := command(t, "sample", "generator.safetensors", "--images", "1000000", "--batch", "20", "--out", "files")
		cmd.Dir = dir
		p := launch(t, cmd)
		for deadline := time.Now().Add(time.Minute); len(drawn(dir)) < count+40; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%d images after a minute", len(drawn(dir)))
			}
		}
		if err := p.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		status, said := p.ended(t)
		found := drawn(dir)
		if want := "of 1,000,000 images are in files; the same command draws the others"; status != 130 || !strings.Contains(said, want) {
			t.Errorf("status %d, %q is not in\n%s", status, want, said)
		}
		for _, path := range found[count:] {
			pngBytes(t, path)
		}
		if hidden, _ := filepath.Glob(filepath.Join(dir, "files", ".*")); len(hidden) > 0 || len(found)%20 != 0 {
			t.Errorf("%d images, a part of a batch of 20, or %v is left", len(found), hidden)
		}
		count = len(found)
	}
}

// drawn lists the images in the folder.
func drawn(dir string) []string {
	paths, _ := filepath.Glob(filepath.Join(dir, "files", "*.png"))
	return paths
}

// TestSampleInterpolates between seeds, as a strip and as two kinds of animation,
// which show the same.
func TestSampleInterpolates(t *testing.T) {
	dir := evaluated(t)
	for _, out := range []string{"strip.png", "walk.gif", "walk.apng"} {
		evalIn(t, dir, "sample", "generator.safetensors", "--seeds", "3,8", "--interpolate", "6", "--out", out)
	}
	evalIn(t, dir, "sample", "generator.safetensors", "--seeds", "3,8", "--out", "seeds")
	if got := len(pngBytes(t, filepath.Join(dir, "strip.png"))); got != 3*(6*66+2)*68 {
		t.Errorf("the strip has %d bytes, want those of 6 images", got)
	}
	f, err := os.Open(filepath.Join(dir, "walk.apng"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	a, err := apng.DecodeAll(f)
	if err != nil || len(a.Frames) != 12 {
		t.Fatalf("%v, %d frames, want 12: 6 there and 6 back", err, len(a.Frames))
	}
	second := pixelsOf(a.Frames[6].Image)
	seed := pngBytes(t, filepath.Join(dir, "seeds/seed000008.png"))
	for p := range 32 * 32 {
		if !bytes.Equal(second[(p/32*2*64+p%32*2)*3:][:3], seed[3*p:3*p+3]) {
			t.Fatal("the frame in the middle is not the image of seed 8")
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "walk.gif"))
	if err != nil {
		t.Fatal(err)
	}
	if g, err := gif.DecodeAll(bytes.NewReader(text)); err != nil || len(g.Image) != 12 {
		t.Fatalf("%v, want 12 frames", err)
	}
}

// TestSampleTruncates: the images of a small threshold differ less.
func TestSampleTruncates(t *testing.T) {
	dir := evaluated(t)
	spread := func(args ...string) (sum float64) {
		evalIn(t, dir, append([]string{"sample", "generator.safetensors", "--images", "2", "--out", "two.npz"}, args...)...)
		array := arrayBytes(t, filepath.Join(dir, "two.npz"), "(2, 32, 32, 3)")
		for i := range 32 * 32 * 3 {
			d := float64(array[i]) - float64(array[32*32*3+i])
			sum += d * d
		}
		return sum
	}
	if all, few := spread(), spread("--truncation", "0.1"); few > all/4 {
		t.Errorf("the squared difference is %.0f of all numbers and %.0f of those up to 0.1", all, few)
	}
}

// TestSampleTakesTheWeightsNamed: of a training that goes on, raw ones differ from
// averaged ones; what there is not is refused with what there is.
func TestSampleTakesTheWeightsNamed(t *testing.T) {
	testgpu.Stream(t)
	dir := t.TempDir()
	oldRun(t, dir, "training")
	grid := func(weights string) []byte {
		evalIn(t, dir, "sample", "run", "--weights", weights, "-n", "4", "-o", weights+".png")
		return pngBytes(t, filepath.Join(dir, weights+".png"))
	}
	best, raw := grid("best-fid"), grid("raw")
	if bytes.Equal(best, raw) || !bytes.Equal(best, grid("best-is")) || !bytes.Equal(best, grid("last")) {
		t.Error("of one evaluation the raw weights draw the same as the averaged ones, or the averaged ones differ")
	}
	for args, want := range map[string]string{
		"run --weights shared":                              `this training has no weights "shared"; it has best-fid, best-is, last, raw`,
		"run --weights finest":                              `want best-fid, best-is, last, raw, shared`,
		"run/generator-best.safetensors --weights raw":      "is a file",
		"run --weights raw --arch top1":                     "--arch is for the shared weights",
		"run --images 5":                                    "--out is missing",
		"run --images 5 -o a.png":                           "a folder or a .npz file",
		"run --images 5 --seeds 1,2 -o a":                   "--images and --seeds",
		"run --seeds 1 --interpolate 5":                     "at least 2 --seeds",
		"run --seeds 1,2 --interpolate 5 -o a.webp":         "(a strip), .gif or .apng",
		"run --seeds 2-1 -o a":                              "want different seeds",
		"run --images 5 -o run/config.toml":                 "this is a file",
		"run --images 5 -o run":                             "is not empty",
		"run --seeds 0-999 --interpolate 1000":              "999,000 images in all, want at most 10,000",
		"run --truncation -1":                               "want 0 to 10",
		"run --images 5 --out run/config.toml/below/a.npz":  "config.toml",
		"run --images 5 --batch 3 --out run/run.json/a/b/c": "run.json",
	} {
		t.Run(args, func(t *testing.T) {
			before := tree(t, dir)
			cmd := command(t, append([]string{"sample"}, strings.Fields(args)...)...)
			cmd.Dir = dir
			got := run(t, cmd)
			if got.status != 2 || got.stdout != "" || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, want) {
				t.Errorf("status %d, want 2 and one line with %q, got %s%s", got.status, want, got.stderr, got.stdout)
			}
			if after := tree(t, dir); after != before {
				t.Errorf("it changed\n%s\nto\n%s", before, after)
			}
		})
	}
}

// tree lists all files below a folder.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		names = append(names, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(names, "\n")
}
