package autogan

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"autogan/nas/autogan/config"
	"autogan/vk/durable"
)

// SetAside renames the folder of an earlier run to the first free name with a
// number, so that no results are lost, and returns that name; "" if there is no
// such folder. A folder in which another process works, also in one below it, or
// that holds no run, is a [*config.Error].
func SetAside(dir string) (string, error) {
	there, err := durable.Exists(dir)
	if err != nil {
		return "", &config.Error{Where: dir, Problem: err.Error()}
	}
	if !there {
		return "", nil
	}
	real, err := realFolder(dir)
	if err != nil {
		return "", &config.Error{Where: dir, Problem: err.Error()}
	}
	l, err := hold(real, quiet{})
	if err != nil {
		return "", err
	}
	held, unread := inWorkBelow(real)
	if err := cmp.Or(held, unread); err != nil {
		l.Release()
		return "", err
	}
	old, err := freeName(real)
	if err != nil {
		l.Release()
		return "", &config.Error{Where: dir, Problem: err.Error()}
	}
	if err := l.MoveFolder(old); err != nil {
		return "", fmt.Errorf("autogan: move the earlier run aside: %w", err)
	}
	if real != filepath.Clean(dir) { // a link to the folder goes on to lead to one
		err = os.MkdirAll(real, 0o777)
	}
	return old, err
}

// SetDerivationAside is [SetAside] for the derivation of a search, in whose
// folder no other process may work.
func (r Run) SetDerivationAside() (string, error) {
	l, err := hold(r.Folder, quiet{})
	if err != nil {
		return "", err
	}
	defer l.Release()
	return SetAside(r.DeriveFolder())
}

// realFolder follows links to a folder. It refuses one in which this process
// itself stands: its paths would lead into the renamed folder.
func realFolder(dir string) (string, error) {
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	if here, err = filepath.EvalSymlinks(here); err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return "", err
	}
	absolute, err := filepath.Abs(real)
	if err != nil {
		return "", err
	}
	up, err := filepath.Rel(absolute, here)
	if err == nil && up != ".." && !strings.HasPrefix(up, ".."+string(filepath.Separator)) {
		return "", errors.New("the current folder lies in it, so it cannot be moved aside")
	}
	return real, nil
}

// maxAside limits the search for a free name.
const maxAside = 10_000

// freeName returns the first name with a number at which nothing is.
func freeName(dir string) (string, error) {
	for n := 1; n <= maxAside; n++ {
		name := fmt.Sprintf("%s.%d", dir, n)
		_, err := os.Lstat(name)
		if errors.Is(err, fs.ErrNotExist) {
			return name, nil
		}
		if err != nil {
			return "", err
		}
	}
	return "", fmt.Errorf("it has been moved aside %d times; delete some of the earlier runs", maxAside)
}
