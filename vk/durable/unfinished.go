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

// unfinished begins the name of every file and folder that is not complete yet.
const unfinished = ".unfinished-"

// temporary returns a new name in path's folder. It does not contain path's own
// name, which may be as long as the file system allows.
func temporary(path string) string {
	return filepath.Join(filepath.Dir(path), fmt.Sprintf("%s%016x", unfinished, rand.Uint64()))
}

// RemoveUnfinished removes from dir what writes of killed processes left there.
// No other process may be writing into dir. A dir that does not exist is no error.
func RemoveUnfinished(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), unfinished) {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}
