package drawn

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestArrayIsNumPys compares the header, byte for byte, with what numpy.savez of NumPy 1.24
// writes for an array of this shape.
func TestArrayIsNumPys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.npz")
	pixels := noise(20)
	err := WriteArray(path, 20, size, func(put func([]byte) error) error {
		return errors.Join(put(pixels[:7*27]), put(pixels[7*27:]))
	})
	if err != nil {
		t.Fatal(err)
	}
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	if len(archive.File) != 1 || archive.File[0].Name != "arr_0.npy" || archive.File[0].Method != zip.Store {
		t.Fatalf("it has %v", archive.File)
	}
	entry, err := archive.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(entry)
	if err != nil {
		t.Fatal(err)
	}
	want := "\x93NUMPY\x01\x00v\x00{'descr': '|u1', 'fortran_order': False, 'shape': (20, 3, 3, 3), }" + strings.Repeat(" ", 51) + "\n"
	if len(want) != 128 || !strings.HasPrefix(string(content), want) {
		t.Errorf("the header is %q, want %q", content[:min(len(content), 128)], want)
	}
	if !slices.Equal(content[len(want):], pixels) {
		t.Error("the elements are others")
	}
}

// TestArrayAppearsWhole: an error leaves the file that was there.
func TestArrayAppearsWhole(t *testing.T) {
	path, failure := filepath.Join(t.TempDir(), "a.npz"), errors.New("lost")
	if err := os.WriteFile(path, []byte("before"), 0o644); err != nil {
		t.Fatal(err)
	}
	err := WriteArray(path, 2, size, func(put func([]byte) error) error { return errors.Join(put(noise(1)), failure) })
	text, _ := os.ReadFile(path)
	entries, _ := os.ReadDir(filepath.Dir(path))
	if !errors.Is(err, failure) || string(text) != "before" || len(entries) != 1 {
		t.Errorf("%v, the file has %q, the folder %v", err, text, entries)
	}
}
