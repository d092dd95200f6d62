package e2e

import (
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// imageFile writes a PNG file of one colour.
func imageFile(t *testing.T, path string) {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 4, 4))
	for i := range 16 {
		img.Set(i%4, i/4, color.NRGBA{uint8(i), 0, 0, 255})
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(png.Encode(f, img), f.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestDataVerifyListsAFolder: everything that is wrong with a folder is listed,
// and a command that is told so goes on with the rest of the images.
func TestDataVerifyListsAFolder(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"set/a/1.png", "set/b/1.png", "set/cover.png"} {
		imageFile(t, filepath.Join(dir, name))
	}
	in := func(args ...string) result {
		cmd := command(t, args...)
		cmd.Dir = dir
		return run(t, cmd)
	}
	stray := "left out (1): it lies next to the folders of the classes: cover.png\n"
	if got := in("data", "verify", "set"); got.status != 0 || got.stdout != stray+"folder: 2 images, 2 classes, sound\n" {
		t.Errorf("good images: status %d, %q, %q", got.status, got.stdout, got.stderr)
	}
	for _, name := range []string{"2.png", "3.jpg"} {
		if err := os.WriteFile(filepath.Join(dir, "set/b", name), []byte("<!DOCTYPE html><html></html>"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got := in("data", "verify", "set")
	want := "cannot be read: b/2.png: it is a web page (HTML), want PNG, JPEG, WebP, BMP, GIF or TIFF\n" +
		"cannot be read: b/3.jpg: it is a web page (HTML), want PNG, JPEG, WebP, BMP, GIF or TIFF\n" + stray
	if got.status != 2 || got.stdout != want || !strings.Contains(got.stderr, "2 of 4 images cannot be read; data.skip_bad = true in a run, --skip-bad in other commands, goes on without them") {
		t.Errorf("bad images: status %d, %q, %q", got.status, got.stdout, got.stderr)
	}
	if got := in("data", "export", "set", "out"); got.status != 2 || !strings.Contains(got.stderr, "--skip-bad goes on without them") {
		t.Errorf("export: status %d, %q", got.status, got.stderr)
	}
	if got := in("data", "export", "set", "out", "--skip-bad"); got.status != 0 || !strings.Contains(got.stdout, "2 images of 32x32") ||
		!strings.Contains(got.stderr, "images that cannot be read: 2, left out: 1; `autogan data verify` lists them") {
		t.Errorf("export without them: status %d, %q, %q", got.status, got.stdout, got.stderr)
	}
	// A scorer's command reads the set once for each size.
	if got := in("scorer", "eval", "set", "--skip-bad", "--scorer", "nowhere"); strings.Count(got.stderr, "images that cannot be read: 2") != 1 {
		t.Errorf("scorer: status %d, %q, want one line about the set", got.status, got.stderr)
	}
}

// TestDataKnowsTheUnpackedArchive: CIFAR-10 as tar unpacks it is found, and not
// downloaded again.
func TestDataKnowsTheUnpackedArchive(t *testing.T) {
	dir := t.TempDir()
	place := filepath.Join(dir, "data", "cifar10", "cifar-10-batches-bin")
	if err := errors.Join(os.MkdirAll(place, 0o755), os.WriteFile(filepath.Join(place, "data_batch_1.bin"), nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]string{
		"data cifar10":             "holds the set already",
		"data verify data/cifar10": "data_batch_2.bin is missing in folder " + filepath.Join("data", "cifar10", "cifar-10-batches-bin"),
	} {
		cmd := command(t, strings.Fields(args)...)
		cmd.Dir = dir
		if got := run(t, cmd); got.status != 2 || !strings.Contains(got.stderr, want) {
			t.Errorf("%s: status %d, %q, want %q", args, got.status, got.stderr, want)
		}
	}
}
