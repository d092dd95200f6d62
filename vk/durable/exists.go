package durable

import (
	"errors"
	"io/fs"
	"os"
)

// Exists reports whether there is a file, a folder or anything else at path.
// That it cannot be told, for example in a folder without permission or below a
// file, is an error and not an answer.
func Exists(path string) (bool, error) {
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
