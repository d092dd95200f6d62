package durable

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// system is what a write asks of the operating system beyond plain writing.
// Tests replace it to count its calls and to let them fail.
type system struct {
	sync       func(f *os.File) error
	syncFolder func(path string) error
	rename     func(from, to string) error
}

var disk = system{sync: (*os.File).Sync, syncFolder: syncFolder, rename: os.Rename}

// WriteFile replaces the file at path by one that holds data, as [Write] does.
func WriteFile(path string, data []byte) error {
	return Write(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// Write replaces the file at path by one that holds what fill writes; the
// writer that fill gets has a buffer. After an error, which may be fill's own,
// the former file is as it was and no temporary file is left. Only if the last
// step fails, the flush of the folder, the new file is there, though a power
// cut may bring the former one back.
func Write(path string, fill func(w io.Writer) error) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return writeInto(path, fill)
	}
	path, err := followLinks(path)
	if err != nil {
		return err
	}
	temp := temporary(path)
	defer os.Remove(temp) // nothing is there once it has been renamed
	if err := writeNew(temp, fill); err != nil {
		return err
	}
	return Rename(temp, path)
}

// writeNew makes a file of what fill writes, on disk when it returns.
func writeNew(path string, fill func(w io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := fillFile(f, fill); err != nil {
		return err
	}
	if err := disk.sync(f); err != nil {
		return err
	}
	return f.Close()
}

// writeInto writes to what is no regular file, which a rename would destroy.
func writeInto(path string, fill func(w io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := fillFile(f, fill); err != nil {
		return err
	}
	return f.Close()
}

func fillFile(f *os.File, fill func(w io.Writer) error) error {
	w := bufio.NewWriterSize(f, 1<<16)
	if err := fill(w); err != nil {
		return err
	}
	return w.Flush()
}

// Rename gives a file or folder another name, which it keeps after a power cut.
// Its content must be on the disk already. A file of the new name is replaced.
func Rename(from, to string) error {
	if err := disk.rename(from, to); err != nil {
		return err
	}
	if err := disk.syncFolder(filepath.Dir(to)); err != nil {
		return err
	}
	if filepath.Dir(from) == filepath.Dir(to) {
		return nil
	}
	return disk.syncFolder(filepath.Dir(from))
}

// maxLinks is how many symbolic links lead on from one another before they count
// as a circle; Linux allows as many.
const maxLinks = 40

// followLinks returns the path of the file that path means: itself, or what it
// points to if it is a symbolic link. The file need not exist.
func followLinks(path string) (string, error) {
	for range maxLinks {
		link, err := os.Readlink(path)
		if err != nil { // no link
			return path, nil
		}
		if !filepath.IsAbs(link) {
			folder, err := filepath.EvalSymlinks(filepath.Dir(path)) // or .. in the link would leave another folder
			if err != nil {
				return "", err
			}
			link = filepath.Join(folder, link)
		}
		path = link
	}
	return "", &os.PathError{Op: "write", Path: path, Err: errors.New("too many symbolic links")}
}
