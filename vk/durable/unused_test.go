package durable_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"autogan/vk/durable"
)

func unused(t *testing.T, path, content string) string {
	t.Helper()
	name, err := durable.WriteUnused(path, func(path string) error { return durable.WriteFile(path, []byte(content)) })
	if err != nil {
		t.Fatal(err)
	}
	checkFile(t, name, content)
	return filepath.Base(name)
}

func TestWriteUnusedKeepsWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "preview.png")
	for i, c := range []struct{ content, want string }{
		{"first", "preview.png"}, {"first", "preview.png"}, {"second", "preview-2.png"}, {"third", "preview-3.png"}, {"second", "preview-2.png"},
	} {
		if got := unused(t, path, c.content); got != c.want {
			t.Errorf("write %d, of %q: got %s, want %s", i+1, c.content, got, c.want)
		}
	}
	checkEntries(t, dir, "preview-2.png", "preview-3.png", "preview.png")
}

func TestWriteUnusedPassesLinksAndFolders(t *testing.T) {
	dir := t.TempDir()
	symlink(t, "elsewhere", filepath.Join(dir, "link"))
	makeFolders(t, filepath.Join(dir, "link-2"))
	if got := unused(t, filepath.Join(dir, "link"), "text"); got != "link-3" {
		t.Errorf("got %s, want link-3", got)
	}
}

func TestWriteUnusedLeavesNothingAfterAnError(t *testing.T) {
	dir := t.TempDir()
	if _, err := durable.WriteUnused(filepath.Join(dir, "a.npz"), func(string) error { return durable.ErrDisk }); !errors.Is(err, durable.ErrDisk) {
		t.Errorf("got %v, want write's own error", err)
	}
	checkEntries(t, dir)
	missing := filepath.Join(dir, "missing", "a.npz")
	if _, err := durable.WriteUnused(missing, os.Remove); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("in a missing folder: %v", err)
	}
}

// TestWriteUnusedOfManyAtOnce lets several write different files of one name.
func TestWriteUnusedOfManyAtOnce(t *testing.T) {
	const writers = 8
	path := filepath.Join(t.TempDir(), "statistics.npz")
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() { unused(t, path, fmt.Sprintf("of writer %d", i)) })
	}
	all.Wait()
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != writers {
		t.Errorf("%d files, %v, want %d", len(entries), err, writers)
	}
}
