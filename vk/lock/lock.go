package lock

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"autogan/vk/durable"

	"github.com/gofrs/flock"
)

// Lock is a file that this process has locked.
type Lock struct {
	path  string // absolute, without symbolic links
	file  *flock.Flock
	made  []string // folders that Take made, deepest first
	users int      // releases that are due
}

// mine are the locks of this process, by their paths.
var mine = struct {
	sync.Mutex
	locks map[string]*Lock
}{locks: map[string]*Lock{}}

// tryLock locks an open file or reports that another process has. Tests replace
// it by one that cannot lock.
var tryLock = (*flock.Flock).TryLock

// Take locks the file at path and makes it and its folder if they are missing.
// If another process has the lock, the error is a [*HeldError]. Where the file
// system locks nothing, warn is told so, in words for the user.
func Take(path string, warn func(text string)) (*Lock, error) {
	mine.Lock()
	defer mine.Unlock()
	made, err := makeFolder(filepath.Dir(path))
	if err == nil {
		path, err = resolved(path)
	}
	if err == nil {
		err = cmp.Or(durable.CheckRegular(path), durable.CheckRegular(ownerPath(path))) // a pipe would be waited for
	}
	if err != nil {
		removeFolders(made)
		return nil, err
	}
	if l := mine.locks[path]; l != nil {
		l.users++
		return l, nil
	}
	l := &Lock{path: path, made: made, users: 1}
	if err := l.lock(warn); err != nil {
		removeFolders(made)
		return nil, err
	}
	mine.locks[path] = l
	return l, nil
}

// TakeWithin is [Take], but waits for another process for the given time at
// most.
func TakeWithin(path string, patience time.Duration, warn func(text string)) (*Lock, error) {
	const pause = 20 * time.Millisecond
	for end := time.Now().Add(patience); ; time.Sleep(pause) {
		l, err := Take(path, warn)
		var held *HeldError
		if !errors.As(err, &held) || time.Now().After(end) {
			return l, err
		}
	}
}

// maxReplaced limits how often Take meets a lock that its owner removes at that
// moment.
const maxReplaced = 100

// lock locks the file at the path. Between opening and locking it, an owner may
// have removed or moved it: what is locked then is no longer what others find at
// the path, so lock begins again.
func (l *Lock) lock(warn func(text string)) error {
	for range maxReplaced {
		l.file = flock.New(l.path, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o666))
		locked, err := tryLock(l.file)
		var unopened *fs.PathError
		if errors.As(err, &unopened) {
			return err
		}
		if err != nil {
			warn(fmt.Sprintf("warning: the file system of %s cannot lock files (%v), so nothing stops a second process there", l.path, err))
			return nil
		}
		if !locked {
			return &HeldError{Path: l.path, Owner: readOwner(l.path)}
		}
		if l.inPlace() {
			return l.sayOwner()
		}
		_ = l.file.Close() // the file is gone, and so is its lock
	}
	return fmt.Errorf("lock %s: other processes keep replacing it", l.path)
}

// sayOwner writes who has the lock; without that the lock is given up.
func (l *Lock) sayOwner() error {
	err := writeOwner(l.path)
	if err != nil {
		l.free()
	}
	return err
}

// inPlace reports whether the locked file is the one at the path.
func (l *Lock) inPlace() bool {
	locked, err := l.file.Stat()
	if err != nil {
		return false
	}
	found, err := os.Stat(l.path)
	return err == nil && os.SameFile(locked, found)
}

// Release frees the lock if it has been released as often as taken. A nil lock
// may be released.
func (l *Lock) Release() {
	if l == nil {
		return
	}
	mine.Lock()
	defer mine.Unlock()
	if l.users--; l.users > 0 {
		return
	}
	delete(mine.locks, l.path)
	l.free()
}

// free removes the files and frees the lock. Elsewhere the lock goes last, so
// that no other process has it while its file is removed; Windows removes no
// open file. What cannot be removed locks nothing.
func (l *Lock) free() {
	_ = os.Remove(ownerPath(l.path))
	if runtime.GOOS == "windows" {
		_ = l.file.Close()
	}
	_ = os.Remove(l.path)
	_ = l.file.Close()
	removeFolders(l.made)
}

// MoveFolder renames the folder in which the lock lies and frees the lock. No
// other process can begin to work in the folder meanwhile. After an error the
// lock is free and the folder is where it was. It panics if the lock has been
// taken more than once.
func (l *Lock) MoveFolder(to string) error {
	mine.Lock()
	defer mine.Unlock()
	if l.users != 1 {
		panic(fmt.Sprintf("lock: move folder: %s is in use by this process", l.path))
	}
	delete(mine.locks, l.path)
	if runtime.GOOS == "windows" { // it renames no folder with an open file, which also refuses what another process opens now
		l.free()
		return durable.Rename(filepath.Dir(l.path), to)
	}
	err := durable.Rename(filepath.Dir(l.path), to)
	if err == nil {
		l.path, l.made = filepath.Join(to, filepath.Base(l.path)), nil
	}
	l.free()
	return err
}

// resolved returns the one name of a path whose folder exists.
func resolved(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	return filepath.Join(folder, filepath.Base(path)), err
}

// makeFolder makes a folder and those above it, and returns those that were
// missing, deepest first.
func makeFolder(dir string) (made []string, err error) {
	for at := filepath.Clean(dir); ; at = filepath.Dir(at) {
		_, err := os.Stat(at)
		if !errors.Is(err, fs.ErrNotExist) || at == filepath.Dir(at) {
			break
		}
		made = append(made, at)
	}
	return made, os.MkdirAll(dir, 0o777)
}

// removeFolders removes those folders that are there and empty, as the system
// removes no other.
func removeFolders(made []string) {
	for _, dir := range made {
		_ = os.Remove(dir)
	}
}

// Held returns who has the lock at path if that is another process, and nil if
// none has. It changes nothing and needs no permission to write.
func Held(path string) (*HeldError, error) {
	mine.Lock()
	defer mine.Unlock()
	there, err := durable.Exists(path)
	if !there || err != nil {
		return nil, err
	}
	if err := durable.CheckRegular(path); err != nil {
		return nil, err
	}
	if path, err = resolved(path); err != nil || mine.locks[path] != nil {
		return nil, err
	}
	file := flock.New(path, flock.SetFlag(os.O_RDONLY))
	free, err := file.TryRLock()
	if errors.Is(err, fs.ErrNotExist) { // released meanwhile
		return nil, nil
	}
	var unopened *fs.PathError
	if errors.As(err, &unopened) {
		return nil, err
	}
	if free || err != nil { // or the file system locks nothing
		return nil, file.Close()
	}
	return &HeldError{Path: path, Owner: readOwner(path)}, nil
}
