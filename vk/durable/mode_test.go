//go:build !windows

package durable_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"autogan/vk/durable"
)

// TestModes checks that files get the mode that the umask leaves, also if the
// old file had another mode. The umask belongs to the process, so these tests
// do not run in parallel.
func TestModes(t *testing.T) {
	for _, umask := range []int{0o022, 0o077, 0o002} {
		t.Run(fmt.Sprintf("umask %03o", umask), func(t *testing.T) {
			old := syscall.Umask(umask)
			defer syscall.Umask(old)
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "former"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"former", "new"} {
				if err := durable.WriteFile(filepath.Join(dir, name), nil); err != nil {
					t.Fatal(err)
				}
				checkMode(t, filepath.Join(dir, name), 0o666&^os.FileMode(umask))
			}
			if err := durable.WriteFolder(t.Context(), filepath.Join(dir, "folder"), func(*os.Root) error { return nil }); err != nil {
				t.Fatal(err)
			}
			checkMode(t, filepath.Join(dir, "folder"), 0o777&^os.FileMode(umask))
		})
	}
}

func checkMode(t *testing.T, path string, want os.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != want {
		t.Errorf("%s has mode %03o, want %03o", filepath.Base(path), got, want)
	}
}

// TestPipeIsWrittenDirectly writes to a pipe, which a rename would replace.
func TestPipeIsWrittenDirectly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	var read []byte
	var err error
	var reader sync.WaitGroup
	reader.Go(func() { read, err = os.ReadFile(path) })
	if err := durable.WriteFile(path, []byte("through")); err != nil {
		t.Fatal(err)
	}
	if reader.Wait(); err != nil || string(read) != "through" {
		t.Errorf("the pipe's reader gets %q, %v", read, err)
	}
	checkEntries(t, filepath.Dir(path), "pipe")
}
