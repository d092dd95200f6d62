package autogan

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/nas/autogan/config"
)

// TestCheckWantsFilesToCheck: a folder without any is no whole run, and a link
// leads to the run.
func TestCheckWantsFilesToCheck(t *testing.T) {
	if errs := CheckRun(fill(t, "cat/1.png")); len(errs) != 1 || !strings.Contains(errs[0].Error(), "no file of a run") {
		t.Errorf("a folder of images: %v", errs)
	}
	run := fill(t, "result.json")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(run, link); err != nil {
		t.Skip(err)
	}
	if errs := CheckRun(link); len(errs) != 1 || !strings.Contains(errs[0].Error(), "result.json") {
		t.Errorf("a link to a run with an empty result: %v", errs)
	}
}

// TestChangeEndsTheEndFirst lets the record of a change fail: the result must be
// gone by then, or a crash at that moment would lose the change.
func TestChangeEndsTheEndFirst(t *testing.T) {
	f := &folder{fill(t, resultFile, divergedFile, changesFile+"/in the way")}
	r := run{folder: f, observer: silent{}}
	r.continuation.fresh = []config.Difference{{Key: "gan.lr_d", Ours: "1e-4", Theirs: "2e-4"}}
	if err := r.recordChanges(0, 40); err == nil {
		t.Fatal("a folder was replaced by changes.json")
	}
	for _, name := range []string{resultFile, divergedFile} {
		if _, err := os.Stat(f.join(name)); err == nil {
			t.Errorf("%s is there, and the change is not recorded", name)
		}
	}
}
