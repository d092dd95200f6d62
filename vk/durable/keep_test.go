package durable_test

import (
	"errors"
	"path/filepath"
	"testing"

	"autogan/vk/durable"
)

// TestKeep keeps the file before each write, on file systems with links and
// without, and twice before the last one.
func TestKeep(t *testing.T) {
	for name, failing := range map[string][]string{"links": nil, "copies": {durable.Linked}} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path, kept := filepath.Join(dir, "file"), filepath.Join(dir, "kept")
			durable.Watch(t, failing...)
			if err := durable.Keep(path, kept); err != nil {
				t.Errorf("nothing is there yet: %v", err)
			}
			checkEntries(t, dir)
			before := ""
			for _, text := range []string{"first", "second", "third"} {
				if err := errors.Join(durable.Keep(path, kept), durable.Keep(path, kept), durable.WriteFile(path, []byte(text))); err != nil {
					t.Fatal(err)
				}
				checkFile(t, path, text)
				if before != "" {
					checkFile(t, kept, before)
					checkEntries(t, dir, "file", "kept")
				}
				before = text
			}
		})
	}
}

// TestFailedKeepChangesNothing: what was kept before stays, and the error names
// it.
func TestFailedKeepChangesNothing(t *testing.T) {
	dir := t.TempDir()
	path, kept := filepath.Join(dir, "file"), filepath.Join(dir, "kept")
	if err := errors.Join(durable.WriteFile(path, []byte("new")), durable.WriteFile(kept, []byte("old"))); err != nil {
		t.Fatal(err)
	}
	for _, failing := range [][]string{{durable.Renamed}, {durable.Linked, durable.Sync}} {
		durable.Watch(t, failing...)
		if err := durable.Keep(path, kept); !errors.Is(err, durable.ErrDisk) {
			t.Errorf("without %q: got %v, want %v", failing, err, durable.ErrDisk)
		}
		checkFile(t, kept, "old")
		checkEntries(t, dir, "file", "kept")
	}
}
