package dataset

import (
	"bytes"
	"context"
	"errors"
	"testing"
)

// TestOriginalsAreResizedOnce asks for sizes in the order of a search and back,
// of a set that is kept, of STL-10 and of a folder: each is the direct resize of
// the originals, and not that of another size. The code of the paper resizes every
// stage from the file.
func TestOriginalsAreResizedOnce(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, dir, "train_X.bin", noise(3*stlRecord))
	writeFile(t, dir, "train_y.bin", []byte{1, 10, 4})
	stl, err := readSTLFiles(t.Context(), dir, fewSTL, stlSide, 0)
	if err != nil {
		t.Fatal(err)
	}
	images := t.TempDir() + "/images"
	if err := stl.WriteFolder(t.Context(), images); err != nil {
		t.Fatal(err)
	}
	folder, err := ReadFolder(t.Context(), images, FolderOptions{Size: stlSide}) // in the order of its files
	if err != nil {
		t.Fatal(err)
	}
	kept := Procedural(5, 1)
	for _, c := range []struct {
		name      string
		originals *Originals
		full      Dataset
	}{
		{"kept", Keep(kept), kept},
		{"stl10", Reread(func(ctx context.Context, size int) (Dataset, error) { return readSTLFiles(ctx, dir, fewSTL, size, 0) }), stl},
		{"folder", Reread(func(ctx context.Context, size int) (Dataset, error) {
			return ReadFolder(ctx, images, FolderOptions{Size: size})
		}), folder},
	} {
		for _, size := range []int{12, 24, 48, 48, 12} {
			d, err := c.originals.At(t.Context(), size)
			if err != nil {
				t.Fatal(err)
			}
			if want := c.full.Resize(size); d.N != want.N || d.H != size || !bytes.Equal(d.Images, want.Images) {
				t.Errorf("%s at %d: not the direct resize of the originals", c.name, size)
			}
		}
	}
}

// TestOriginalsReadOncePerSize counts the readings: a size that is asked for
// again is in memory, and an error leaves nothing there.
func TestOriginalsReadOncePerSize(t *testing.T) {
	reads, broken := 0, errors.New("broken")
	o := Reread(func(ctx context.Context, size int) (Dataset, error) {
		reads++
		if size == 3 {
			return Dataset{}, broken
		}
		return Procedural(2, 1).Resize(size), nil
	})
	for i, size := range []int{8, 8, 16, 3, 16, 16, 8} {
		_, err := o.At(t.Context(), size)
		if (size == 3) != errors.Is(err, broken) {
			t.Fatalf("at %d: error %v", size, err)
		}
		if want := []int{1, 1, 2, 3, 4, 4, 5}[i]; reads != want {
			t.Errorf("after size %d the files were read %d times, want %d", size, reads, want)
		}
	}
}
