package durable_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/vk/durable"
)

// TestCheckForetellsWrite compares what Check says of a path with what Write does,
// and Check leaves nothing.
func TestCheckForetellsWrite(t *testing.T) {
	dir := t.TempDir()
	for name, prepare := range map[string]func(path string) error{
		"new":         func(string) error { return nil },
		"old":         func(path string) error { return os.WriteFile(path, []byte("old"), 0o644) },
		"folder":      func(path string) error { return os.Mkdir(path, 0o755) },
		"lost/new":    func(string) error { return nil },
		"link":        func(path string) error { return os.Symlink("linked", path) },
		"Link-lost":   func(path string) error { return os.Symlink("lost/linked", path) },
		"Link-folder": func(path string) error { return os.Symlink("folder", path) },
		"Link-itself": func(path string) error { return os.Symlink("Link-itself", path) },
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := prepare(path); err != nil {
			t.Skip(err) // no symbolic links here
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, fine := range map[string]bool{
		"new": true, "old": true, "folder": false, "folder/": false, "lost/new": false, "link": true, "Link-lost": false, "Link-folder": false, "Link-itself": false,
		strings.Repeat("x", 300): false,
	} {
		path := dir + "/" + name
		if err := durable.Check(path); (err == nil) != fine {
			t.Errorf("%s: Check says %v", name, err)
		}
		if now, _ := os.ReadDir(dir); len(now) != len(entries) {
			t.Fatalf("%s: Check left %v", name, now)
		}
		err := durable.WriteFile(path, []byte("new"))
		if (err == nil) != fine {
			t.Errorf("%s: Write says %v", name, err)
		}
		if err == nil && (name == "new" || name == "link") {
			os.Remove(filepath.Join(dir, map[string]string{"new": "new", "link": "linked"}[name]))
		}
	}
	if err := durable.Check(os.DevNull); err != nil {
		t.Errorf("a device: %v", err)
	}
}
