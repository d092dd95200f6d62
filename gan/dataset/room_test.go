package dataset

import (
	"context"
	"errors"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestUnknownMemoryIsRoom: a system that does not say how much it has refuses no
// set.
func TestUnknownMemoryIsRoom(t *testing.T) {
	real := machineBytes
	t.Cleanup(func() { machineBytes = real })
	machineBytes = func() uint64 { return 0 }
	if _, err := DrawProcedural(t.Context(), 5, 1); err != nil {
		t.Error(err)
	}
}

// TestNoRoom: every way of getting images asks for the memory of all of them
// first, and says what is too large.
func TestNoRoom(t *testing.T) {
	real := machineBytes
	t.Cleanup(func() { machineBytes = real })
	ctx := context.Background()
	drawn := Procedural(4, 1)
	folder := t.TempDir()
	file, err := os.Create(filepath.Join(folder, "a.png"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(png.Encode(file, image.NewRGBA(image.Rect(0, 0, 8, 8))), file.Close()); err != nil {
		t.Fatal(err)
	}
	cifar, stl := t.TempDir(), t.TempDir()
	writeSparse(t, filepath.Join(cifar, "data_batch_1.bin"), cifarPerFile*(1+cifarSide*cifarSide*Channels))
	machineBytes = func() uint64 { return 2000 }
	for name, get := range map[string]func() (Dataset, error){
		"draw":   func() (Dataset, error) { return DrawProcedural(ctx, 5, 1) },
		"resize": func() (Dataset, error) { return Keep(drawn).At(ctx, 64) },
		"folder": func() (Dataset, error) { return ReadFolder(ctx, folder, FolderOptions{Size: 32}) },
		"cifar":  func() (Dataset, error) { return ReadCIFAR10(ctx, cifar, CIFAR10Options{Batches: 1}) },
		"stl":    func() (Dataset, error) { return readSTLFiles(ctx, stl, []stlFile{{count: 9}}, 32, 0) },
	} {
		if _, err := get(); !errors.Is(err, ErrNoRoom) || !strings.Contains(err.Error(), "KiB of memory, this machine has 2.0 KiB") && !strings.Contains(err.Error(), "MiB of memory, this machine has 2.0 KiB") {
			t.Errorf("%s: got %v, want that there is no room", name, err)
		}
	}
}

// writeSparse writes a file of zeros.
func writeSparse(t *testing.T, path string, size int64) {
	t.Helper()
	if err := errors.Join(os.WriteFile(path, nil, 0o644), os.Truncate(path, size)); err != nil {
		t.Fatal(err)
	}
}
