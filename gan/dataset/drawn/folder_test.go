package drawn

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const size = 3

// noise is n images, each of one colour of its own.
func noise(n int) []byte {
	pixels := make([]byte, 0, n*size*size*3)
	for i := range n {
		for range size * size {
			pixels = append(pixels, byte(i), byte(i*7), byte(i*31))
		}
	}
	return pixels
}

func name(i int) string { return fmt.Sprintf("%d.png", i) }

func open(t *testing.T, dir string, origin Origin, n int) *Folder {
	t.Helper()
	f, err := Open(dir, origin, n, name)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestFolderGoesOn: what is there stays, also with other bytes, and only what is
// missing is written.
func TestFolderGoesOn(t *testing.T) {
	dir, origin := filepath.Join(t.TempDir(), "a", "b"), Origin{"seed": "1"}
	f := open(t, dir, origin, 40)
	if err := f.Write(0, noise(20), size); err != nil || f.Done() != 20 || f.Missing(10, 30) != 20 {
		t.Fatalf("%v; %d are done and %d of 30 missing, want 20 and 20", err, f.Done(), f.Missing(10, 30))
	}
	for path, text := range map[string]string{"7.png": "kept", ".unfinished-0": "half", LockFile: "", LockFile + ".json": "{}"} {
		if err := os.WriteFile(filepath.Join(dir, path), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if f = open(t, dir, origin, 40); f.Done() != 20 {
		t.Errorf("%d are done, want 20", f.Done())
	}
	if err := f.Write(0, noise(40), size); err != nil || f.Done() != 40 || f.Missing(0, 40) != 0 {
		t.Fatalf("%v; %d are done, want 40", err, f.Done())
	}
	if _, err := os.Stat(filepath.Join(dir, ".unfinished-0")); err == nil {
		t.Error("half a file is left")
	}
	if text, _ := os.ReadFile(filepath.Join(dir, "7.png")); string(text) != "kept" {
		t.Error("an image that was there is written again")
	}
	file, err := os.Open(filepath.Join(dir, "39.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	img, err := png.Decode(file)
	if err != nil || img.Bounds().Dx() != size || img.Bounds().Dy() != size {
		t.Fatalf("%v, %v", img, err)
	}
	if r, g, b, a := img.At(2, 2).RGBA(); r>>8 != 39 || g>>8 != 39*7%256 || b>>8 != 39*31%256 || a>>8 != 255 {
		t.Errorf("image 39 has the colour %d %d %d %d", r>>8, g>>8, b>>8, a>>8)
	}
	open(t, dir, origin, 50) // it may grow
}

// TestFolderRefusesOthers: whatever is in the folder stays.
func TestFolderRefusesOthers(t *testing.T) {
	origin := Origin{"seed": "1", "size": "3"}
	for want, c := range map[string]struct {
		files  map[string]string
		origin Origin
	}{
		`is not empty: it has "0.png"`:                       {map[string]string{"0.png": ""}, origin},
		`is not empty: it has "letters.txt"`:                 {map[string]string{"letters.txt": ""}, origin},
		`other images: their seed is "1", and now it is "2"`: {map[string]string{RecordFile: `{"seed": "1", "size": "3"}`}, Origin{"seed": "2", "size": "3"}},
		`other images; name`:                                 {map[string]string{RecordFile: `{"seed": "1", "size": "3", "batch": "7"}`}, origin},
		`"5.png", which is none of the 5 images`:             {map[string]string{RecordFile: `{"seed": "1", "size": "3"}`, "5.png": ""}, origin},
		`samples.json does not say`:                          {map[string]string{RecordFile: "null"}, origin},
		`samples.json does not say what`:                     {map[string]string{RecordFile: "[1]"}, origin},
	} {
		t.Run(want, func(t *testing.T) {
			dir := t.TempDir()
			for path, text := range c.files {
				if err := os.WriteFile(filepath.Join(dir, path), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := Open(dir, c.origin, 5, name); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want %q", err, want)
			}
			entries, _ := os.ReadDir(dir)
			if len(entries) != len(c.files) {
				t.Errorf("now it has %v", entries)
			}
		})
	}
}
