package autogan

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestUnfinishedFilesAreRemoved puts files where a killed process leaves them,
// beside others that begin with a dot.
func TestUnfinishedFilesAreRemoved(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "samples"), 0o755); err != nil {
		t.Fatal(err)
	}
	kept := []string{".hidden", "config.toml", filepath.Join("samples", "stage1.png"), ".json.old"}
	left := []string{".checkpoint.safetensors.123", ".result.json.4", ".reference-32.npz.99", filepath.Join("samples", ".grid-77.png")}
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
