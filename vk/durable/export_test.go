package durable

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// ErrDisk is what a failing step of [Watch] returns.
var ErrDisk = errors.New("the disk is broken")

// The steps of a write, as [Watch] lists them.
const (
	Sync       = "sync"
	Renamed    = "rename"
	Linked     = "link"
	SyncFolder = "sync folder"
)

// Watched are the steps that writes took since [Watch].
type Watched struct {
	mu      sync.Mutex
	Steps   []string
	Folders []string // those that were flushed
}

// Watch counts the steps of all writes until the test ends. Steps named failing
// fail without being done.
func Watch(t testing.TB, failing ...string) *Watched {
	w := &Watched{}
	former := disk
	do := func(step string, act func() error) error {
		w.mu.Lock()
		w.Steps = append(w.Steps, step)
		w.mu.Unlock()
		for _, f := range failing {
			if f == step {
				return ErrDisk
			}
		}
		return act()
	}
	disk = system{
		sync:   func(f *os.File) error { return do(Sync, func() error { return former.sync(f) }) },
		rename: func(from, to string) error { return do(Renamed, func() error { return former.rename(from, to) }) },
		link:   func(from, to string) error { return do(Linked, func() error { return former.link(from, to) }) },
		syncFolder: func(path string) error {
			w.mu.Lock()
			w.Folders = append(w.Folders, filepath.Clean(path))
			w.mu.Unlock()
			return do(SyncFolder, func() error { return former.syncFolder(path) })
		},
	}
	t.Cleanup(func() { disk = former })
	return w
}
