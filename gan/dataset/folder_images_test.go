package dataset

import (
	"context"
	"errors"
	"image"
	"image/color"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sync/semaphore"
)

// TestFolderHoldsAnImageOnce: besides a decoded image there is little in memory,
// so that the largest image alone decides how much a folder needs.
func TestFolderHoldsAnImageOnce(t *testing.T) {
	const side = 4000
	dir := t.TempDir()
	writePNG(t, filepath.Join(dir, "a.png"), image.NewGray(image.Rect(0, 0, side, side)))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	mustRead(t, dir, 8)
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > side*side*3/2 {
		t.Errorf("%d bytes were allocated for an image of %d", got, side*side)
	}
}

// TestLargeImagesWaitForMemory: an image is not decoded while others have the
// memory that it needs.
func TestLargeImagesWaitForMemory(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.png")
	writePNG(t, path, flat(4, 4, color.White))
	memory := semaphore.NewWeighted(decodedBytes)
	if err := memory.Acquire(t.Context(), decodedBytes); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	pixel := make([]byte, Channels)
	if _, err := readImage(ctx, memory, pixel, path, 1); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("with all memory in use: error %v, want the end of the context", err)
	}
	memory.Release(decodedBytes)
	if _, err := readImage(t.Context(), memory, pixel, path, 1); err != nil {
		t.Error(err)
	}
}
