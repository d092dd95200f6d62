//go:build !windows

package durable

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// openToSync opens a file to be flushed: reading is enough, and it may be all
// that the file's mode allows.
const openToSync = os.O_RDONLY

// syncFolder flushes the folder's entries. A folder that may be written but not
// read cannot be flushed, and some file systems, those on a network above all,
// refuse to flush any: there is nothing that a caller could do, so neither is
// an error.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	if err != nil {
		return err
	}
	defer d.Close()
	err = d.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) || errors.Is(err, fs.ErrPermission) {
		return nil
	}
	return err
}
