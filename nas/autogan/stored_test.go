package autogan

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOneUnreadableFolderDoesNotEndTheList: a configuration that is a link to
// itself is an error of looking at the folder, for root as well.
func TestOneUnreadableFolderDoesNotEndTheList(t *testing.T) {
	dir := fill(t, "a/"+configFile, "a/"+infoFile, "bad/", "locked/"+configFile, "locked/"+infoFile, "z/"+configFile, "z/"+infoFile)
	for _, path := range []string{"bad/" + configFile, "locked/" + lockFile} {
		path = filepath.Join(dir, path)
		if err := os.Symlink(path, path); err != nil {
			t.Skip(err)
		}
	}
	list, unread, err := ListStored(dir)
	if err != nil || len(list) != 3 || filepath.Base(list[2].Run.Folder) != "z" {
		t.Fatalf("got %v, %v, want the runs a, locked and z", list, err)
	}
	if len(unread) != 2 || !strings.Contains(unread[0].Error(), filepath.Join(dir, "bad")) || !strings.Contains(unread[1].Error(), filepath.Join(dir, "locked")) {
		t.Errorf("got %v, want what is wrong with bad and locked", unread)
	}
	if _, _, err := ListStored(filepath.Join(dir, "nowhere")); err == nil {
		t.Error("a folder that is not there has a list")
	}
}

// TestPruneLooksAgain: a run that has gone on since it was listed may need its
// checkpoint again.
func TestPruneLooksAgain(t *testing.T) {
	dir := fill(t, configFile, infoFile, checkpointFile)
	needed := filepath.Join(dir, checkpointFile)
	listed := Stored{Run: Run{Folder: dir}, Unneeded: []string{needed}}
	if err := listed.Prune(); err == nil || !strings.Contains(err.Error(), "repeat the command") {
		t.Errorf("got %v, want an error that says what to do", err)
	}
	if _, err := os.Stat(needed); err != nil {
		t.Error(err)
	}
}
