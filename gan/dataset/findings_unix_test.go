//go:build unix

package dataset

import (
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

// TestPipesAreLeftOut: to open a pipe that nobody writes to would wait for ever.
func TestPipesAreLeftOut(t *testing.T) {
	dir := odd{files: []string{"set/1.png"}}.write(t)
	if err := syscall.Mkfifo(filepath.Join(dir, "a.png"), 0o666); err != nil {
		t.Fatal(err)
	}
	want := []string{"left out (1): it is not a regular file: a.png"}
	if d := mustRead(t, dir, 1); d.N != 1 || !slices.Equal(d.Findings.Lines(), want) {
		t.Errorf("%d images, lines %q, want 1 and %q", d.N, d.Findings.Lines(), want)
	}
}
