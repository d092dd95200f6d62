package cli

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"autogan/gan/dataset"

	"github.com/spf13/cobra"
)

// TestNumberBoundsWhatIsRead: -n 2 takes the first two images, and reads few
// others: a bad one after them is not seen, and the built-in set need not fit
// into memory whole. The name says that they are a part.
func TestNumberBoundsWhatIsRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "set")
	if err := dataset.Procedural(4, 1).WriteFolder(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	whole, err := dataset.ReadFolder(t.Context(), dir, dataset.FolderOptions{Size: 32})
	if err != nil {
		t.Fatal(err)
	}
	cmd := &cobra.Command{}
	cmd.SetContext(t.Context())
	cmd.SetErr(io.Discard)
	skipBadFlag(cmd)
	if d, name, err := (referenceFlags{number: 4}).read(cmd, dir); err != nil || d.N != 4 || name != "train" {
		t.Errorf("-n 4 of 4: %d images %q, %v", d.N, name, err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "z"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "z", "bad.png"), []byte("no image"), 0o644); err != nil {
		t.Fatal(err)
	}
	d, name, err := referenceFlags{number: 2}.read(cmd, dir)
	if err != nil || d.N != 2 || name != "train-first-2" || d.Hash() != whole.Slice(0, 2).Hash() {
		t.Errorf("-n 2: %d images %q, %v; want the first two", d.N, name, err)
	}
	if _, _, err := (referenceFlags{number: 9}).read(cmd, dir); err == nil {
		t.Error("-n 9 of 4 images is accepted")
	}
	d, name, err = referenceFlags{number: 3, part: setPart{size: 1024}}.read(cmd, procedural)
	if err != nil || d.N != 3 || name != "train-first-3" {
		t.Errorf("three large images of the built-in set: %d images %q, %v", d.N, name, err)
	}
}
