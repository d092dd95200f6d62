package durable

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// ErrNotRegular is wrapped by the error of reading a folder, a pipe or a device
// where a file is wanted.
var ErrNotRegular = errors.New("want a regular file")

// Open opens a file for reading, and refuses what is no regular one: opening a
// named pipe would wait until somebody writes to it, and reading a device may
// never end.
func Open(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if err := wantRegular(path, info.Mode()); err != nil {
		return nil, err
	}
	return os.Open(path)
}

// CheckRegular returns an error unless a regular file is at path, or nothing. A
// program calls it before it writes a file of a name that it has chosen: [Write]
// writes through what a user has named, and waits for the reader of a pipe.
func CheckRegular(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return wantRegular(path, info.Mode())
}

func wantRegular(path string, mode fs.FileMode) error {
	if mode.IsRegular() {
		return nil
	}
	return &os.PathError{Op: "open", Path: path, Err: fmt.Errorf("it is %s, %w", kindOf(mode), ErrNotRegular)}
}

// ReadFile is [os.ReadFile] with the refusals of [Open].
func ReadFile(path string) ([]byte, error) {
	f, err := Open(path) // only to refuse: os.ReadFile knows how large the file is
	if err != nil {
		return nil, err
	}
	f.Close()
	return os.ReadFile(path)
}

func kindOf(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	case mode&fs.ModeDevice != 0:
		return "a device"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	}
	return "of the kind " + mode.Type().String()
}
