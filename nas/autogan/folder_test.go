package autogan

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"autogan/vk/durable"
)

// TestUnfinishedFilesAreRemoved puts files where a killed process leaves them,
// next to others that begin with a dot.
func TestUnfinishedFilesAreRemoved(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "samples"), 0o755); err != nil {
		t.Fatal(err)
	}
	kept := []string{".hidden", "config.toml", filepath.Join("samples", "stage1.png"), ".json.old"}
	left := []string{unfinishedName(t), filepath.Join("samples", unfinishedName(t))}
	for _, name := range slices.Concat(kept, left) {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := (&folder{dir}).removeUnfinished(); err != nil {
		t.Fatal(err)
	}
	for _, name := range kept {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("%s is gone", name)
		}
	}
	for _, name := range left {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			t.Errorf("%s is still there", name)
		}
	}
}

// unfinishedName is the name of a file that a killed process left.
func unfinishedName(t *testing.T) (name string) {
	t.Helper()
	dir := t.TempDir()
	_ = durable.Write(filepath.Join(dir, "file"), func(io.Writer) error {
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != 1 {
			t.Fatalf("an unfinished write shows %d entries (%v), want one", len(entries), err)
		}
		name = entries[0].Name()
		return io.ErrUnexpectedEOF
	})
	return name
}
