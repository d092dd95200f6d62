package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestOnlyFilesAreRead: a folder and a device are named and refused, and what is
// not there is still that.
func TestOnlyFilesAreRead(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	if err := os.WriteFile(path, []byte("content"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err := ReadFile(path); string(got) != "content" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	for _, other := range []string{dir, os.DevNull} {
		if _, err := ReadFile(other); !errors.Is(err, ErrNotRegular) {
			t.Errorf("%s: got %v, want %v", other, err, ErrNotRegular)
		}
		if _, err := Open(other); !errors.Is(err, ErrNotRegular) {
			t.Errorf("%s opens: %v", other, err)
		}
	}
	if _, err := ReadFile(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what is not there: %v", err)
	}
}
