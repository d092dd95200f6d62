package durable

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestExists: what cannot be looked at is an error, and neither there nor not.
func TestExists(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path  string
		there bool
		fails bool
	}{
		{dir, true, false},
		{file, true, false},
		{filepath.Join(dir, "missing"), false, false},
		{filepath.Join(file, "below"), false, true},
		{filepath.Join(dir, strings.Repeat("n", 300)), false, true},
	} {
		if there, err := Exists(c.path); there != c.there || (err != nil) != c.fails {
			t.Errorf("%s: got %v, %v, want %v and an error: %v", c.path, there, err, c.there, c.fails)
		}
	}
}
