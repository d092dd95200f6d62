//go:build !windows

package durable

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// openToSync is the mode in which a file is opened to be flushed: reading is
// enough, and the mode of the file may allow no more.
const openToSync = os.O_RDONLY

// syncFolder flushes the folder's entries. A folder that may be written but not
// read cannot be flushed, and some file systems refuse to flush any folder,
// above all those on a network. A caller can do nothing about either, so
// neither is an error.
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
