package durable

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteFolder makes the folder dir with what fill writes into draft, another
// folder next to it. When everything in draft is on the disk, it takes the name
// of dir. Dir must be empty or not exist; otherwise the error is an
// [fs.ErrExist]. If dir is a symbolic link, the folder that it points to is made
// and the link stays. Missing folders above dir are made. After an error, which
// may be fill's own or, if it ends first, that of ctx, dir is unchanged.
func WriteFolder(ctx context.Context, dir string, fill func(draft *os.Root) error) error {
	dir, err := followLinks(filepath.Clean(dir))
	if err != nil {
		return err
	}
	if err := RequireFree(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o777); err != nil {
		return err
	}
	draft := temporary(dir)
	if err := os.Mkdir(draft, 0o777); err != nil {
		return err
	}
	defer os.RemoveAll(draft) // nothing is there once it has been renamed
	if err := fillFolder(ctx, draft, fill); err != nil {
		return err
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return Rename(draft, dir)
}

// RequireFree returns an [fs.ErrExist] if dir exists and is not empty. Call it
// before preparing costly content for [WriteFolder].
func RequireFree(dir string) error {
	entries, err := os.ReadDir(dir)
	if len(entries) > 0 {
		return fmt.Errorf("folder %s is not empty: %w", dir, fs.ErrExist)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// fillFolder fills the folder and then flushes all of it. Flushing last lets
// the system write many small files at once.
func fillFolder(ctx context.Context, dir string, fill func(draft *os.Root) error) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	err = fill(root)
	if closed := root.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case entry.IsDir():
			return disk.syncFolder(path)
		case entry.Type().IsRegular():
			return syncFile(path)
		}
		return nil
	})
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, openToSync, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	return disk.sync(f)
}
