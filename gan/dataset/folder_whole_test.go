package dataset

import (
	"errors"
	"image/color"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestFilesHaveTheirOwnSizes: images come in the order of their paths, and those
// of one call have one size.
func TestFilesHaveTheirOwnSizes(t *testing.T) {
	dir := t.TempDir()
	for i, size := range [][2]int{{4, 4}, {4, 4}, {6, 2}, {4, 4}, {4, 4}, {4, 4}, {4, 7}} {
		writePNG(t, filepath.Join(dir, string(rune('a'+i))+".png"), flat(size[0], size[1], color.Gray{uint8(10 * (i + 1))}))
	}
	writeFile(t, dir, "notes.txt", []byte("not an image"))
	f, err := OpenFolder(t.Context(), dir, false)
	if err != nil {
		t.Fatal(err)
	}
	if f.N() != 7 || f.Largest() != 84 || f.Name != "folder "+filepath.Base(dir) || len(f.Findings.LeftOut) != 1 {
		t.Errorf("%d images of up to %d values of %q, findings %v", f.N(), f.Largest(), f.Name, f.Findings)
	}
	var read [][4]int
	for from := 0; from < f.N(); {
		d, err := f.Read(t.Context(), from, 5, 2*48)
		if err != nil {
			t.Fatal(err)
		}
		for i := range d.N {
			image := d.Image(i)
			if slices.Min(image) != slices.Max(image) || len(image) != d.H*d.W*Channels {
				t.Errorf("image %d is %v", from+i, image)
			}
			read = append(read, [4]int{d.N, d.H, d.W, int(image[0])})
		}
		from += d.N
	}
	want := [][4]int{{2, 4, 4, 10}, {2, 4, 4, 20}, {1, 2, 6, 30}, {2, 4, 4, 40}, {2, 4, 4, 50}, {1, 4, 4, 60}, {1, 7, 4, 70}}
	if !slices.Equal(read, want) {
		t.Errorf("read %v, want %v", read, want)
	}
}

func TestFilesNameWhatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.png", "b.png", "c.png", "d.png"} {
		writePNG(t, filepath.Join(dir, name), flat(64, 64, color.Gray{7}))
	}
	writeFile(t, dir, "b.png", []byte("no image"))
	var bad *BadImagesError
	if _, err := OpenFolder(t.Context(), dir, false); !errors.As(err, &bad) || bad.Images != 4 || len(bad.Bad) != 1 || bad.Bad[0].Path != "b.png" {
		t.Errorf("a file that is no image: %v", err)
	}
	cut, err := os.ReadFile(filepath.Join(dir, "c.png"))
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, dir, "c.png", cut[:len(cut)/2]) // its size can be read, but not its pixels
	f, err := OpenFolder(t.Context(), dir, true)
	if err != nil || f.N() != 2 || len(f.Findings.Bad) != 2 {
		t.Fatalf("without the bad ones: %v, %+v", err, f)
	}
	writeFile(t, dir, "b.png", nil)
	if err := os.Remove(filepath.Join(dir, "b.png")); err != nil {
		t.Fatal(err)
	}
	if f, err = OpenFolder(t.Context(), dir, false); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Read(t.Context(), 0, 3, 1<<20); !errors.As(err, &bad) || bad.Bad[0].Path != "c.png" {
		t.Errorf("an image that ends too early: %v", err)
	}
	writePNG(t, filepath.Join(dir, "a.png"), flat(32, 64, color.Gray{7}))
	if _, err := f.Read(t.Context(), 0, 1, 1<<20); err == nil || !strings.Contains(err.Error(), "64x64 pixels a moment ago and now has 32x64") {
		t.Errorf("an image that has changed: %v", err)
	}
	if _, err := OpenFolder(t.Context(), t.TempDir(), false); err == nil || !strings.Contains(err.Error(), "no PNG") {
		t.Errorf("an empty folder: %v", err)
	}
}
