package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// tree is a copy of the repository in a folder of its own.
type tree struct {
	dir   string
	files map[string][]byte // slash-separated path → content as it was copied
}

// sourceTree reads the working tree at root: what git tracks, and new files
// that it does not ignore.
func sourceTree(root string) (map[string][]byte, error) {
	list := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = root
	names, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("mutate: list the files of %s: %w", root, err)
	}
	files := map[string][]byte{}
	for _, name := range strings.Split(strings.TrimRight(string(names), "\x00"), "\x00") {
		data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if errors.Is(err, fs.ErrNotExist) {
			continue // deleted, and git does not know it yet
		}
		if err != nil {
			return nil, fmt.Errorf("mutate: %w", err)
		}
		files[name] = data
	}
	return files, nil
}

// newTree writes the files below dir.
func newTree(dir string, files map[string][]byte) (*tree, error) {
	t := &tree{dir: dir, files: files}
	return t, t.restore("")
}

// plant puts a fault into its file.
func (t *tree) plant(f fault) error {
	text, err := f.plant(string(t.files[f.File]))
	if err != nil {
		return err
	}
	return os.WriteFile(t.path(f.File), []byte(text), 0o644)
}

// restore gives the files below a folder or of a name their content back.
// Equal files are left alone.
func (t *tree) restore(prefix string) error {
	for name, data := range t.files {
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		if now, err := os.ReadFile(t.path(name)); err == nil && bytes.Equal(now, data) {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(t.path(name)), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(t.path(name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (t *tree) path(name string) string { return filepath.Join(t.dir, filepath.FromSlash(name)) }
