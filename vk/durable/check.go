package durable

import (
	"errors"
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
	probe := real // its name may be too long where another is not
	if _, err := os.Lstat(real); err == nil {
		probe = temporary(real)
	}
	f, err := os.OpenFile(probe, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return renamed(err, probe, real)
	}
	return errors.Join(f.Close(), os.Remove(probe))
}
