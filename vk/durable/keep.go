package durable

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// Keep gives the file at path a second name, next to it, before [Write] replaces
// it. What had that name before is replaced as a whole. Without a file at path
// Keep does nothing. The content is copied only where the file system has no
// links, since [Write] never changes a file in its place.
func Keep(path, name string) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	path, err := followLinks(path)
	if err != nil {
		return err
	}
	temp := temporary(name)
	defer os.Remove(temp) // left where name is a link to the same file already: then renaming does nothing
	if err = disk.link(path, temp); err != nil {
		err = copyNew(path, temp)
	}
	if err != nil {
		return renamed(err, temp, name)
	}
	return renamed(Rename(temp, name), temp, name)
}

func copyNew(from, to string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	return writeNew(to, func(w io.Writer) error {
		_, err := io.Copy(w, f)
		return err
	})
}
