package durable_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/vk/durable"
)

// TestCheckForetellsWrite compares what Check says of a path with what Write does.
func TestCheckForetellsWrite(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "old"), []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, fine := range map[string]bool{"new": true, "old": true, "folder": false, "folder/": false, "lost/new": false, strings.Repeat("x", 300): false} {
		foretells(t, dir, name, fine)
	}
	if err := durable.Check(os.DevNull); err != nil {
		t.Errorf("a device: %v", err)
	}
}

// TestCheckFollowsLinks as Write does.
func TestCheckFollowsLinks(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"link": "linked", "link-lost": "lost/linked", "link-folder": "folder", "link-itself": "link-itself"} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Skip(err) // no symbolic links here
		}
	}
	for name, fine := range map[string]bool{"link": true, "link-lost": false, "link-folder": false, "link-itself": false} {
		foretells(t, dir, name, fine)
	}
}

// foretells wants Check to say of a name whether Write will succeed, and to leave
// nothing.
func foretells(t *testing.T, dir, name string, fine bool) {
	t.Helper()
	before, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	path := dir + "/" + name
	if err := durable.Check(path); (err == nil) != fine {
		t.Errorf("%s: Check says %v", name, err)
	}
	if after, _ := os.ReadDir(dir); len(after) != len(before) {
		t.Errorf("%s: Check left %v", name, after)
	}
	if err := durable.WriteFile(path, []byte("new")); (err == nil) != fine {
		t.Errorf("%s: Write says %v", name, err)
	}
}
