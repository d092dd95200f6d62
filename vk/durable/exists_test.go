package durable

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestExists: what cannot be looked at is an error, and neither there nor not.
// Windows answers that nothing is there, for a path below a file and for a name
// that is too long.
func TestExists(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	cannotTell := runtime.GOOS != "windows"
	for _, c := range []struct {
		path  string
		there bool
		fails bool
	}{
		{dir, true, false},
		{file, true, false},
		{filepath.Join(dir, "missing"), false, false},
		{filepath.Join(file, "below"), false, cannotTell},
		{filepath.Join(dir, strings.Repeat("n", 300)), false, cannotTell},
	} {
		if there, err := Exists(c.path); there != c.there || (err != nil) != c.fails {
			t.Errorf("%s: got %v, %v, want %v and an error: %v", c.path, there, err, c.there, c.fails)
		}
	}
}
