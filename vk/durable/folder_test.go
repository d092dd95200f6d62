package durable_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"autogan/vk/durable"
)

func fillTwo(draft *os.Root) error {
	if err := draft.Mkdir("class", 0o777); err != nil {
		return err
	}
	if err := draft.WriteFile("class/one", []byte("1"), 0o666); err != nil {
		return err
	}
	return draft.WriteFile("two", []byte("2"), 0o666)
}

func TestWriteFolder(t *testing.T) {
	above := filepath.Join(t.TempDir(), "above")
	dir := filepath.Join(above, "set")
	watched := durable.Watch(t)
	if err := durable.WriteFolder(t.Context(), dir+string(filepath.Separator), fillTwo); err != nil {
		t.Fatal(err)
	}
	checkEntries(t, above, "set")
	checkFile(t, filepath.Join(dir, "class", "one"), "1")
	checkFile(t, filepath.Join(dir, "two"), "2")
	steps := []string{
		durable.SyncFolder, durable.SyncFolder, durable.Sync, // the draft, class, class/one
		durable.Sync, durable.Renamed, durable.SyncFolder, // two, the draft's new name, above
	}
	if diff := cmp.Diff(steps, watched.Steps); diff != "" {
		t.Errorf("steps of a folder (-want +got):\n%s", diff)
	}
}

func TestFailedFolderChangesNothing(t *testing.T) {
	for _, step := range []string{durable.Sync, durable.Renamed, durable.SyncFolder} {
		t.Run(step, func(t *testing.T) {
			above := t.TempDir()
			durable.Watch(t, step)
			if err := durable.WriteFolder(t.Context(), filepath.Join(above, "set"), fillTwo); !errors.Is(err, durable.ErrDisk) {
				t.Errorf("WriteFolder returns %v, want %v", err, durable.ErrDisk)
			}
			checkEntries(t, above)
		})
	}
}

func TestWriteFolderKeepsWhatIsThere(t *testing.T) {
	above := t.TempDir()
	makeFolders(t, filepath.Join(above, "empty"), filepath.Join(above, "full"))
	if err := os.WriteFile(filepath.Join(above, "full", "file"), []byte("kept"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := durable.WriteFolder(t.Context(), filepath.Join(above, "empty"), fillTwo); err != nil {
		t.Errorf("an empty folder is in the way: %v", err)
	}
	if err := durable.WriteFolder(t.Context(), filepath.Join(above, "full"), fillTwo); !errors.Is(err, fs.ErrExist) {
		t.Errorf("WriteFolder over a full folder returns %v, want %v", err, fs.ErrExist)
	}
	checkEntries(t, filepath.Join(above, "full"), "file")
	checkEntries(t, above, "empty", "full")
}

func TestRenameFlushesBothFolders(t *testing.T) {
	dir := t.TempDir()
	makeFolders(t, filepath.Join(dir, "a"), filepath.Join(dir, "b"))
	if err := os.WriteFile(filepath.Join(dir, "a", "file"), []byte("text"), 0o644); err != nil {
		t.Fatal(err)
	}
	watched := durable.Watch(t)
	if err := durable.Rename(filepath.Join(dir, "a", "file"), filepath.Join(dir, "b", "file")); err != nil {
		t.Fatal(err)
	}
	checkFile(t, filepath.Join(dir, "b", "file"), "text")
	if diff := cmp.Diff([]string{filepath.Join(dir, "b"), filepath.Join(dir, "a")}, watched.Folders); diff != "" {
		t.Errorf("flushed folders (-want +got):\n%s", diff)
	}
}

// TestRemoveUnfinished removes what a process killed within fill would leave,
// and nothing else.
func TestRemoveUnfinished(t *testing.T) {
	dir := t.TempDir()
	var left []string
	see := func() {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			left = append(left, e.Name())
		}
	}
	killed := errors.New("killed")
	_ = durable.Write(filepath.Join(dir, "file"), func(w io.Writer) error { see(); return killed })
	_ = durable.WriteFolder(t.Context(), filepath.Join(dir, "folder"), func(*os.Root) error { see(); return killed })
	if len(left) != 2 {
		t.Fatalf("unfinished entries: %q, want one of a file and one of a folder", left)
	}
	if err := os.WriteFile(filepath.Join(dir, left[0]), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	makeFolders(t, filepath.Join(dir, left[1], "class"), filepath.Join(dir, "unfinished-work"), filepath.Join(dir, ".other"))
	if err := durable.RemoveUnfinished(dir); err != nil {
		t.Fatal(err)
	}
	checkEntries(t, dir, ".other", "unfinished-work")
	if err := durable.RemoveUnfinished(filepath.Join(dir, "missing")); err != nil {
		t.Errorf("a missing folder: %v", err)
	}
}

func TestWriteFolderFollowsLinks(t *testing.T) {
	for _, there := range []bool{true, false} {
		dir := t.TempDir()
		if there {
			makeFolders(t, filepath.Join(dir, "real"))
		}
		symlink(t, "real", filepath.Join(dir, "link"))
		if err := durable.WriteFolder(t.Context(), filepath.Join(dir, "link"), fillTwo); err != nil {
			t.Fatal(err)
		}
		if link, err := os.Readlink(filepath.Join(dir, "link")); err != nil || link != "real" {
			t.Errorf("the link is now %q (%v)", link, err)
		}
		checkEntries(t, dir, "link", "real")
		if entries, err := os.ReadDir(filepath.Join(dir, "real")); err != nil || len(entries) == 0 {
			t.Errorf("the folder holds %d entries, %v", len(entries), err)
		}
	}
}
