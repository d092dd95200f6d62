package autogan

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/nas/autogan/config"
)

// inTheWay are the things that may stand at the name of a file.
var inTheWay = map[string]func(path string) error{
	"a folder":                            func(path string) error { return os.Mkdir(path, 0o755) },
	"too many levels of symbolic links":   func(path string) error { return os.Symlink(filepath.Base(path), path) },
	"a device, want a regular file":       func(path string) error { return os.Symlink(os.DevNull, path) },
	"a socket, want a regular file; move": func(path string) error { _, err := net.Listen("unix", path); return err },
}

// filesOfARun are the names at which a run has a file; in one folder, so that
// the names of samples are among them.
var filesOfARun = []string{
	configFile, infoFile, changesFile, kernelsFile, clockFile, timesFile, checkpointFile, previousFile, keptFile, metricsFile,
	trialsFile, evaluationsFile, resultFile, divergedFile, summaryFile, comparisonFile, sharedFile, lockFile, lockFile + ".json",
	"report.html", "reference-32.npz", BestFile, LastFile, samplesFolder + "/stage1.png",
}

// TestOtherKindsAreNamed puts what is no file at every name of a run's files. A
// check names it, once; a run refuses to go on; a file is not written there.
func TestOtherKindsAreNamed(t *testing.T) {
	for what, put := range inTheWay {
		for _, name := range filesOfARun {
			f := &folder{fill(t, samplesFolder+"/")}
			t.Chdir(f.path) // the path of a socket must be short
			if err := put(filepath.FromSlash(name)); err != nil {
				t.Skip(err)
			}
			said := errors.Join(CheckRun(f.path)...) // also of what is missing besides
			if said == nil || strings.Count(said.Error(), f.join(name)+": ") != 1 || strings.Count(said.Error(), what) != 1 {
				t.Errorf("%s at %s: the check says %v", what, name, said)
			}
			var mistake *config.Error
			if err := f.checkKinds(); !errors.As(err, &mistake) || !strings.Contains(err.Error(), name) {
				t.Errorf("%s at %s: a run says %v", what, name, err)
			}
			if err := f.write(filepath.FromSlash(name), nil); !errors.As(err, &mistake) || !strings.Contains(err.Error(), name) {
				t.Errorf("%s at %s: writing says %v", what, name, err)
			}
		}
	}
}

// TestSamplesAreInAFolder: a file of that name is named, and no other folder of a
// run's names is one.
func TestSamplesAreInAFolder(t *testing.T) {
	f := &folder{fill(t, samplesFolder)}
	if errs := CheckRun(f.path); len(errs) != 1 || !strings.Contains(errs[0].Error(), "samples: it is not a folder") {
		t.Errorf("samples is a file: %v", errs)
	}
	if err := f.checkKinds(); err == nil || !strings.Contains(err.Error(), "samples: it is not a folder") {
		t.Errorf("samples is a file: %v", err)
	}
	for _, whole := range []*folder{{fill(t, samplesFolder+"/1.png", resultFile, "notes/x")}, {filepath.Join(t.TempDir(), "none")}} {
		if err := whole.checkKinds(); err != nil {
			t.Error(err)
		}
	}
}

// TestUnreadableIsNotMissing puts a link to itself, which the system refuses to
// follow for anybody, in the place of run.json. Nobody takes it for missing or
// replaces it.
func TestUnreadableIsNotMissing(t *testing.T) {
	f := &folder{fill(t, configFile, samplesFolder+"/")}
	c := config.Default(config.Paper)
	c.Name = "test"
	if err := os.WriteFile(f.join(configFile), c.EncodeSealed(), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(infoFile, f.join(infoFile)); err != nil {
		t.Skip(err)
	}
	_, listed := f.listed()
	_, read := f.readConfig()
	_, readRun := ReadRun(f.path)
	for what, err := range map[string]error{
		"its format":        f.checkFormat(),
		"its configuration": read,
		"a reader":          readRun,
		"the device":        f.compareInfo(RunInfo{Device: "other"}, silent{}),
		"the list":          listed,
		"a longer list":     f.list(),
		"a shorter list":    f.remove(keptFile),
		"a new list":        f.writeList([]string{keptFile}),
		"its files":         f.checkWhole(),
		"its images":        f.recordBadImages(3, silent{}),
		"its beginning":     f.checkNotBegun(),
		"a run anew":        (&run{folder: f}).beginAnew(),
	} {
		if err == nil || !strings.Contains(err.Error(), infoFile) {
			t.Errorf("%s: got %v, want an error about run.json", what, err)
		}
	}
	if _, err := os.Readlink(f.join(infoFile)); err != nil {
		t.Errorf("run.json has been replaced: %v", err)
	}
}

// TestDamagedInfoIsNotUnreadable: what a run can do without is written anew.
func TestDamagedInfoIsNotUnreadable(t *testing.T) {
	for _, text := range []string{"", "{"} {
		f := &folder{fill(t, infoFile)}
		if err := os.WriteFile(f.join(infoFile), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, known, err := f.info(); known || err != nil {
			t.Errorf("%q: known %v, error %v", text, known, err)
		}
	}
}
