package autogan

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

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
