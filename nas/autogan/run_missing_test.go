package autogan

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
)

// mayBeLost says of which files a check does not notice that they are gone, and
// why. The paths end so.
var mayBeLost = []struct{ end, why string }{
	{".png", "images have no hash, and nothing is read from them"},
	{previousFile, "a spare"},
	{comparisonFile, "of runs below; repeating the command makes it again"},
	{summaryFile, "of runs below; repeating the command makes it again"},
	{"derive/" + resultFile, "of runs below; repeating the command makes it again"},
	{"derive/" + sharedFile, "repeating the command measures it again"},
	{"derive/reference-16.npz", "repeating the command measures it again"},
}

// TestEveryLostFileIsNoticed deletes each file that runs write, and empties each
// that has content. The check names it, or a rule allows it.
func TestEveryLostFileIsNoticed(t *testing.T) {
	dir, _ := everyFile(t)
	for kind, paths := range byKind(t, dir) {
		for _, path := range paths {
			rule := slices.ContainsFunc(mayBeLost, func(r struct{ end, why string }) bool {
				return strings.HasSuffix(filepath.ToSlash(path), r.end)
			})
			whole, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for name, lose := range map[string]func() error{
				"deleted": func() error { return os.Remove(path) },
				"emptied": func() error { return os.Truncate(path, 0) },
			} {
				if err := lose(); err != nil {
					t.Fatal(err)
				}
				errs := CheckRun(strings.TrimSuffix(filepath.Dir(path), samplesFolder))
				switch {
				case len(errs) > 0 && (!rule || name == "emptied"):
					wantNamed(t, errs, path)
				case len(errs) > 0 || !rule:
					t.Errorf("%s of the kind %s is %s: the check says %v", path, kind, name, errs)
				}
				if err := os.WriteFile(path, whole, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for _, err := range CheckRun(dir) {
		t.Errorf("all is back: %v", err)
	}
}

// TestLostHashIsNoticed takes the line with the hash out of the text files of a
// run: they would pass for those of an earlier program.
func TestLostHashIsNoticed(t *testing.T) {
	run := interruptedSearch(t)
	for _, name := range []string{configFile, infoFile, clockFile} {
		whole := contents(t, run.config.RunDir, name)
		lines := slices.DeleteFunc(strings.SplitAfter(whole, "\n"), func(line string) bool {
			return strings.Contains(line, "# sha256") || strings.Contains(line, `"sha256": `) && strings.HasPrefix(line, "  \"")
		})
		text := strings.Join(lines, "")
		if strings.HasSuffix(name, ".json") {
			text = strings.Replace(text, ",\n}\n", "\n}\n", 1)
		}
		if err := os.WriteFile(filepath.Join(run.config.RunDir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		errs := CheckRun(run.config.RunDir)
		if len(errs) != 1 || !strings.Contains(errs[0].Error(), name) {
			t.Errorf("%s without its hash: the check says %v", name, errs)
		}
		if err := os.WriteFile(filepath.Join(run.config.RunDir, name), []byte(whole), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestNothingTakesOverARun deletes or empties each file that a stopped search
// needs, and opens it again: with other settings if the configuration is gone.
// That is an error of one line which names the file, and no other file changes.
func TestNothingTakesOverARun(t *testing.T) {
	run := interruptedSearch(t)
	dir := run.config.RunDir
	for _, name := range []string{configFile, kernelsFile, clockFile, checkpointFile, keptFile, metricsFile, trialsFile, timesFile} {
		copied := run.config
		copied.RunDir = filepath.Join(t.TempDir(), "run")
		if err := os.CopyFS(copied.RunDir, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.Remove(filepath.Join(copied.RunDir, name)), os.RemoveAll(filepath.Join(copied.RunDir, previousFile))); err != nil {
			t.Fatal(err)
		}
		if name == configFile {
			copied.Seed = 99
		}
		err := searchSaying(t, copied, silent{})
		var mistake *config.Error
		if !errors.As(err, &mistake) || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "\n") {
			t.Errorf("without %s: got %v, want a config.Error of one line that names it", name, err)
		}
		for _, other := range []string{configFile, infoFile, checkpointFile} {
			before, _ := os.ReadFile(filepath.Join(dir, other))
			after, err := os.ReadFile(filepath.Join(copied.RunDir, other))
			if other != name && (err != nil || string(after) != string(before)) {
				t.Errorf("without %s: %s has changed (%v)", name, other, err)
			}
		}
	}
}

// TestNoTraceOfARunIsTakenOver: any file that a run writes after its
// configuration refuses other settings, a result as well; what it may leave when
// it is killed before does not.
func TestNoTraceOfARunIsTakenOver(t *testing.T) {
	c := config.Default(config.Paper)
	for name, begun := range map[string]bool{
		kernelsFile: true, metricsFile: true, checkpointFile: true, resultFile: true, BestFile: true,
		infoFile: false, divergedFile: false, samplesFolder + "/": false, "reference-16.npz": false,
	} {
		f := &folder{fill(t, name)}
		if err := f.checkSame(c); (err != nil) != begun || begun && !strings.Contains(err.Error(), configFile+": it is missing") {
			t.Errorf("a folder with %s: got %v", name, err)
		}
	}
}

// TestPrunedRunsAreWhole, and so is a run that was killed before it had a
// checkpoint.
func TestPrunedRunsAreWhole(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := tinyConfig(t)
	c.Train.Arch = "1 0 1 1"
	if _, err := Train(t.Context(), s, c, silent{}); err != nil {
		t.Fatal(err)
	}
	list, _, err := ListStored(c.RunDir)
	if err != nil || len(list) != 1 || len(list[0].Unneeded) == 0 {
		t.Fatalf("got %v, %v, want a run with a checkpoint to prune", list, err)
	}
	if err := list[0].Prune(); err != nil {
		t.Fatal(err)
	}
	for _, err := range CheckRun(c.RunDir) {
		t.Errorf("pruned: %v", err)
	}
	if err := os.Remove(filepath.Join(c.RunDir, metricsFile)); err != nil {
		t.Fatal(err)
	}
	if errs := CheckRun(c.RunDir); len(errs) != 1 || !strings.Contains(errs[0].Error(), metricsFile) {
		t.Errorf("pruned, without its log: %v", errs)
	}
	if errs := CheckRun(fill(t, infoFile+".other", samplesFolder+"/")); len(errs) != 1 {
		t.Errorf("nothing of a run: %v", errs)
	}
}

// TestEarlierRunsMissOnlyWhatTheyImply: without a list, files that the others
// prove are named.
func TestEarlierRunsMissOnlyWhatTheyImply(t *testing.T) {
	run := interruptedSearch(t)
	f := &folder{run.config.RunDir}
	var info RunInfo
	if err := f.readJSON(infoFile, &info); err != nil {
		t.Fatal(err)
	}
	info.Config, info.Files = "", nil
	if err := f.writeJSON(infoFile, info); err != nil {
		t.Fatal(err)
	}
	if got := f.missing(); len(got) > 0 {
		t.Errorf("a whole run misses %v", got)
	}
	for name, noticed := range map[string]bool{
		configFile: true, clockFile: true, checkpointFile: true, metricsFile: true, trialsFile: true, timesFile: true,
		kernelsFile: false, keptFile: false,
	} {
		whole := contents(t, f.path, name)
		if err := os.Remove(f.join(name)); err != nil {
			t.Fatal(err)
		}
		if got := f.missing(); slices.Contains(got, name) != noticed {
			t.Errorf("without %s it misses %v", name, got)
		}
		if err := os.WriteFile(f.join(name), []byte(whole), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLostFilesAreMissingOrEmpty: readers notice most empty files by themselves,
// so this asks the list alone.
func TestLostFilesAreMissingOrEmpty(t *testing.T) {
	dir := fill(t, "empty")
	if err := os.WriteFile(filepath.Join(dir, "full"), []byte("text"), 0o644); err != nil {
		t.Fatal(err)
	}
	f := &folder{dir}
	if got := f.lost([]string{"full", "empty", "missing"}); !slices.Equal(got, []string{"empty", "missing"}) {
		t.Errorf("lost are %q, want what is empty and what is missing", got)
	}
}
