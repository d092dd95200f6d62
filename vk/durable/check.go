package durable

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// Check returns the error in which [Write] would end for the file at path whatever
// is written, so that it shows before long work and not after it. It leaves
// nothing. Of a file that is not regular, such as a pipe, it says nothing: to open
// one may wait.
func Check(path string) error {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		return &os.PathError{Op: "write", Path: path, Err: syscall.EISDIR}
	}
	if err == nil && (standardStream(info) != nil || !info.Mode().IsRegular()) {
		return nil
	}
	real, err := followLinks(path)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(real); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // the temporary name might be possible where this one is not
	}
	temp := temporary(real)
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return renamed(err, temp, real)
	}
	return errors.Join(f.Close(), os.Remove(temp))
}
