package durable

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// system is what a write uses of the operating system besides plain writing.
// Tests replace it to count the calls and to make them fail.
type system struct {
	sync       func(f *os.File) error
	syncFolder func(path string) error
	rename     func(from, to string) error
	link       func(from, to string) error
}

var disk = system{sync: (*os.File).Sync, syncFolder: syncFolder, rename: rename, link: os.Link}

// WriteFile replaces the file at path with one that holds data, as [Write]
// does.
func WriteFile(path string, data []byte) error {
	return Write(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// Write replaces the file at path with one that holds what fill writes. The
// writer that fill gets is buffered. The file's folder must exist.
//
// After an error, which may be fill's own, the old file is unchanged and no
// temporary file is left. There is one exception: if the last step fails, the
// flush of the folder, the new file is there, but a power cut may bring the old
// one back.
func Write(path string, fill func(w io.Writer) error) error {
	if info, err := os.Stat(path); err == nil {
		if stream := standardStream(info); stream != nil {
			return fillFile(stream, fill)
		}
		if !info.Mode().IsRegular() {
			return writeInto(path, fill)
		}
	}
	path, err := followLinks(path)
	if err != nil {
		return err
	}
	temp := temporary(path)
	defer os.Remove(temp) // nothing is there once it has been renamed
	if err := writeNew(temp, fill); err != nil {
		return renamed(err, temp, path)
	}
	return renamed(Rename(temp, path), temp, path)
}

// renamed lets an error name the file that was to be written instead of the
// temporary one, of which the caller knows nothing.
func renamed(err error, temp, path string) error {
	var link *os.LinkError
	if errors.As(err, &link) && link.Old == temp {
		return &os.PathError{Op: "write", Path: path, Err: link.Err}
	}
	var at *os.PathError
	if errors.As(err, &at) && at.Path == temp {
		at.Path = path
	}
	return err
}

// writeNew makes a file of what fill writes and flushes it to the disk.
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

// standardStream returns the process's output that a file is, if it is one: the
// path may be /dev/stdout. That must be continued where it is. If it is a log, a
// new file would take the place of all that is in it.
func standardStream(file os.FileInfo) *os.File {
	if runtime.GOOS == "windows" && !file.Mode().IsRegular() {
		return nil // all devices and pipes count as one file there: NUL is not the console
	}
	for _, stream := range []*os.File{os.Stdout, os.Stderr} {
		if info, err := stream.Stat(); err == nil && os.SameFile(info, file) {
			return stream
		}
	}
	return nil
}

// writeInto writes to a file that is not regular, which a rename would replace.
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

// Rename renames a file or folder so that the new name survives a power cut.
// The content must be on the disk already. It replaces a file of the new name,
// as [os.Rename] does.
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

// maxLinks is the number of symbolic links in a chain after which it counts as
// a cycle, as on Linux.
const maxLinks = 40

// followLinks returns the path at the end of a chain of symbolic links; a path
// that is no link is returned as it is. The file need not exist.
func followLinks(path string) (string, error) {
	for range maxLinks {
		link, err := os.Readlink(path)
		if err != nil { // no link
			return path, nil
		}
		if !filepath.IsAbs(link) {
			folder, err := filepath.EvalSymlinks(filepath.Dir(path)) // so that .. in the link means the real parent folder
			if err != nil {
				return "", err
			}
			link = filepath.Join(folder, link)
		}
		path = link
	}
	return "", &os.PathError{Op: "write", Path: path, Err: syscall.ELOOP}
}
