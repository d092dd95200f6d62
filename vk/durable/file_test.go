package durable_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"autogan/vk/durable"
)

func TestWriteReplaces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	for _, text := range []string{"a long content", "short", strings.Repeat("many", 1<<16), ""} {
		watched := durable.Watch(t)
		if err := durable.WriteFile(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		checkFile(t, path, text)
		checkEntries(t, filepath.Dir(path), "file")
		if diff := cmp.Diff([]string{durable.Sync, durable.Renamed, durable.SyncFolder}, watched.Steps); diff != "" {
			t.Errorf("steps of a write (-want +got):\n%s", diff)
		}
	}
}

// TestFailedWriteChangesNothing lets each step fail: the former file stays, and
// nothing else is in the folder.
func TestFailedWriteChangesNothing(t *testing.T) {
	broken := func(w io.Writer) error {
		if _, err := w.Write(make([]byte, 1<<17)); err != nil {
			return err
		}
		return durable.ErrDisk
	}
	whole := func(w io.Writer) error {
		_, err := io.WriteString(w, "new")
		return err
	}
	for _, c := range []struct {
		name    string
		fill    func(io.Writer) error
		failing []string
	}{
		{"fill", broken, nil},
		{"sync", whole, []string{durable.Sync}},
		{"rename", whole, []string{durable.Renamed}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
			durable.Watch(t, c.failing...)
			if err := durable.Write(path, c.fill); !errors.Is(err, durable.ErrDisk) {
				t.Errorf("Write returns %v, want %v", err, durable.ErrDisk)
			}
			checkFile(t, path, "old")
			checkEntries(t, filepath.Dir(path), "file")
		})
	}
}

func TestPanicLeavesNoTemporary(t *testing.T) {
	dir := t.TempDir()
	func() {
		defer func() { _ = recover() }()
		_ = durable.Write(filepath.Join(dir, "file"), func(io.Writer) error { panic("misuse") })
		t.Error("the panic of fill is lost")
	}()
	checkEntries(t, dir)
}

func TestFailedFolderSyncIsReported(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	durable.Watch(t, durable.SyncFolder)
	if err := durable.WriteFile(path, []byte("new")); !errors.Is(err, durable.ErrDisk) {
		t.Errorf("WriteFile returns %v, want %v", err, durable.ErrDisk)
	}
	checkFile(t, path, "new")
	checkEntries(t, filepath.Dir(path), "file")
}

func TestWriteFollowsLinks(t *testing.T) {
	for _, c := range []struct{ name, link string }{
		{"absolute", "/real/file"}, // below the test's folder
		{"relative", "../real/file"},
		{"to a link", "second"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			makeFolders(t, filepath.Join(dir, "real"), filepath.Join(dir, "links"))
			target := c.link
			if filepath.IsAbs(target) {
				target = filepath.Join(dir, target)
			}
			path := filepath.Join(dir, "links", "first")
			symlink(t, target, path)
			symlink(t, "../real/file", filepath.Join(dir, "links", "second"))
			for _, text := range []string{"made through a link", "replaced through a link"} {
				if err := durable.WriteFile(path, []byte(text)); err != nil {
					t.Fatal(err)
				}
				checkFile(t, filepath.Join(dir, "real", "file"), text)
			}
			if link, err := os.Readlink(path); err != nil || link != target {
				t.Errorf("the link is now %q (%v), want %q", link, err, target)
			}
			checkEntries(t, filepath.Join(dir, "real"), "file")
			checkEntries(t, filepath.Join(dir, "links"), "first", "second")
		})
	}
}

// TestLinkOutOfALinkedFolder checks that .. in a link means the folder above
// the real one.
func TestLinkOutOfALinkedFolder(t *testing.T) {
	dir := t.TempDir()
	makeFolders(t, filepath.Join(dir, "deep", "real"))
	symlink(t, filepath.Join("deep", "real"), filepath.Join(dir, "short"))
	symlink(t, filepath.Join("..", "file"), filepath.Join(dir, "deep", "real", "link"))
	if err := durable.WriteFile(filepath.Join(dir, "short", "link"), []byte("text")); err != nil {
		t.Fatal(err)
	}
	checkFile(t, filepath.Join(dir, "deep", "file"), "text")
}

func TestCircleOfLinks(t *testing.T) {
	dir := t.TempDir()
	symlink(t, "b", filepath.Join(dir, "a"))
	symlink(t, "a", filepath.Join(dir, "b"))
	err := durable.WriteFile(filepath.Join(dir, "a"), nil)
	if err == nil || !strings.Contains(err.Error(), "too many levels of symbolic links") {
		t.Errorf("WriteFile returns %v, want an error that names the links", err)
	}
	checkEntries(t, dir, "a", "b")
}

func TestWriteToAFolder(t *testing.T) {
	dir := t.TempDir()
	makeFolders(t, filepath.Join(dir, "folder"))
	if err := durable.WriteFile(filepath.Join(dir, "folder"), nil); err == nil {
		t.Error("a folder was replaced by a file")
	}
	if err := durable.WriteFile(filepath.Join(dir, "missing", "file"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("writing into a missing folder returns %v, want %v", err, fs.ErrNotExist)
	}
	checkEntries(t, dir, "folder")
}

func checkFile(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s holds %d bytes, want %d: %.40q", filepath.Base(path), len(got), len(want), want)
	}
}

// checkEntries compares the names in dir, which are sorted.
func checkEntries(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("content of %s (-want +got):\n%s", dir, diff)
	}
}

func makeFolders(t *testing.T, paths ...string) {
	t.Helper()
	for _, path := range paths {
		if err := os.MkdirAll(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

// symlink skips the test where the user may make no links, as on Windows.
func symlink(t *testing.T, target, path string) {
	t.Helper()
	if err := os.Symlink(target, path); err != nil {
		t.Skip(err)
	}
}

// TestErrorsNameTheFile: nobody has heard of the temporary file.
func TestErrorsNameTheFile(t *testing.T) {
	folder := t.TempDir()
	t.Chdir(folder)
	for _, path := range []string{filepath.Join(folder, "none", "file"), filepath.Join(folder, "\x00"), ""} {
		err := durable.WriteFile(path, []byte("text"))
		if err == nil || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), ".unfinished") {
			t.Errorf("%q: error %v does not name it", path, err)
		}
	}
	durable.Watch(t, durable.Renamed)
	if err := durable.WriteFile(filepath.Join(folder, "file"), nil); !errors.Is(err, durable.ErrDisk) {
		t.Errorf("error %v, want that of the disk", err)
	}
}

// TestStandardOutputIsContinued writes to the file that is the process's output,
// as -o /dev/stdout >> log does.
func TestStandardOutputIsContinued(t *testing.T) {
	for _, stream := range []**os.File{&os.Stdout, &os.Stderr} {
		path := filepath.Join(t.TempDir(), "log")
		log, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		former := *stream
		*stream = log
		defer func() { *stream = former }()
		for _, text := range []string{"before, ", "during, ", "after"} {
			if text != "during, " {
				_, err = log.WriteString(text)
			} else {
				err = durable.WriteFile(path, []byte(text))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		checkFile(t, path, "before, during, after")
		checkEntries(t, filepath.Dir(path), "log")
		log.Close()
	}
}
