package durable

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// unfinished is the beginning of the names of incomplete files and folders.
const unfinished = ".unfinished-"

// temporary returns a new name in path's folder. It does not contain the name
// in path, which may already have the maximal length.
func temporary(path string) string {
	return filepath.Join(filepath.Dir(path), fmt.Sprintf("%s%016x", unfinished, rand.Uint64()))
}

// IsUnfinished reports whether a name is that of an incomplete file or folder.
func IsUnfinished(name string) bool { return strings.HasPrefix(name, unfinished) }

// RemoveUnfinished removes from dir the incomplete files and folders that
// killed processes left. No other process may be writing into dir. It is no
// error if dir does not exist.
func RemoveUnfinished(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		if !IsUnfinished(e.Name()) {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}
