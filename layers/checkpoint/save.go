package checkpoint

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Save writes f to path atomically, as WriteFile does.
func Save(path string, f *File) error {
	if err := WriteFile(path, func(w io.Writer) error { return Encode(w, f) }); err != nil {
		return fmt.Errorf("checkpoint: save %s: %w", path, err)
	}
	return nil
}

// WriteFile makes a file of what fill writes: in a temporary file of the same
// folder, flushed to the disk and renamed. On an error the former file is
// untouched.
func WriteFile(path string, fill func(w io.Writer) error) (err error) {
	folder := filepath.Dir(path)
	temp, err := os.CreateTemp(folder, "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			temp.Close()
			os.Remove(temp.Name())
		}
	}()
	if err := temp.Chmod(0o644); err != nil {
		return err
	}
	w := bufio.NewWriterSize(temp, 1<<20)
	if err := fill(w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := temp.Sync(); err != nil {
		return err
	}
	if err := temp.Close(); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return err
	}
	return syncFolder(folder)
}

// syncFolder flushes the folder's entry: without it a power cut may undo the
// rename. Systems that cannot open a folder keep their own promise.
func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return nil
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !os.IsPermission(err) {
		return err
	}
	return nil
}

// Load reads the file at path. An error names the path; if the content is at
// fault it wraps [ErrFormat], names the tensor and says what to do.
func Load(path string) (*File, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: load: %w", err)
	}
	f, err := Decode(data)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: load %s: %w", path, err)
	}
	f.path = path
	return f, nil
}
