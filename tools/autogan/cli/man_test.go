package cli

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestPages: one of each command and topic, the same every time, and without a
// warning of the program that shows them.
func TestPages(t *testing.T) {
	dir, again := t.TempDir(), t.TempDir()
	root := newRoot(func(string) {})
	n, err := writePages(root, dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := writePages(newRoot(func(string) {}), again); err != nil {
		t.Fatal(err)
	}
	groff, _ := exec.LookPath("groff")
	for _, cmd := range commands(root) {
		name := strings.ReplaceAll(cmd.CommandPath(), " ", "-")
		text, err := os.ReadFile(filepath.Join(dir, name+".1"))
		if err != nil {
			t.Error(err)
			continue
		}
		other, _ := os.ReadFile(filepath.Join(again, name+".1"))
		if !strings.Contains(string(text), "\n"+name+" - ") || !strings.Contains(string(text), "\n.SH DESCRIPTION\n") || !bytes.Equal(text, other) {
			t.Errorf("the page of %s is another each time, or is\n%s", name, text)
		}
		if groff == "" {
			continue
		}
		if out, err := exec.Command(groff, "-man", "-Kutf8", "-Tutf8", "-ww", "-z", filepath.Join(dir, name+".1")).CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v, %s", name, err, out)
		}
	}
	if entries, _ := os.ReadDir(dir); len(entries) != n || n < 35 {
		t.Errorf("%d pages of %d commands", len(entries), n)
	}
}

// TestPagesOfTopicsKeepTheirLines, which are a table.
func TestPagesOfTopicsKeepTheirLines(t *testing.T) {
	text, err := page(newExitStatus())
	if err != nil || !strings.Contains(string(text), ".EX\nThe exit statuses of all commands:\n\n  0    success\n  1    a failure") {
		t.Errorf("%v\n%s", err, text)
	}
}
