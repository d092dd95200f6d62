package durable

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxNumber bounds the numbers that WriteUnused tries.
const maxNumber = 10_000

// WriteUnused lets write make a file at path or, if something has that name, at
// the first of path-2, path-3 … that nothing has; the number stands before the
// extension. It returns the name. If an earlier one of these files has the same
// content, the new one is removed and the name is that of the earlier one. So
// two callers never write one file, and a call that is repeated makes no other.
//
// Write must replace the file as [Write] does: an empty one is there, to keep
// the name. A process that is killed meanwhile leaves it. After an error, which
// may be write's own, nothing is left.
func WriteUnused(path string, write func(path string) error) (string, error) {
	name, err := reserve(path)
	if err != nil {
		return "", err
	}
	if err := write(name); err != nil {
		os.Remove(name)
		return "", err
	}
	for n := 1; numbered(path, n) != name; n++ {
		if earlier := numbered(path, n); sameContent(earlier, name) {
			return earlier, os.Remove(name)
		}
	}
	return name, nil
}

// reserve makes an empty file of the first name that nothing has.
func reserve(path string) (string, error) {
	for n := 1; n <= maxNumber; n++ {
		f, err := os.OpenFile(numbered(path, n), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err == nil {
			return f.Name(), f.Close()
		}
		if !errors.Is(err, fs.ErrExist) {
			return "", err
		}
	}
	return "", &os.PathError{Op: "write", Path: path, Err: fs.ErrExist}
}

// numbered returns "a.png" for 1, then "a-2.png" and so on.
func numbered(path string, n int) string {
	if n == 1 {
		return path
	}
	extension := filepath.Ext(path)
	return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(path, extension), n, extension)
}

// sameContent reports whether both are files of the same bytes.
func sameContent(a, b string) bool {
	first, err := os.Lstat(a)
	if err != nil || !first.Mode().IsRegular() {
		return false
	}
	second, err := os.Stat(b)
	if err != nil || first.Size() != second.Size() {
		return false
	}
	x, errX := os.ReadFile(a)
	y, errY := os.ReadFile(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
