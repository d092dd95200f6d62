package autogan

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
)

// everyFile makes a folder with every kind of file that runs write: a comparison
// of one search, derived with two seeds; an interrupted search; and a training
// that diverged.
func everyFile(t *testing.T) (dir string, c config.Config) {
	t.Helper()
	_, s := testgpu.Stream(t)
	dir = t.TempDir()
	c = tinyConfig(t)
	c.Train.Seeds = []int{1, 2}
	if _, err := Compare(t.Context(), s, []config.Config{c}, []uint64{1}, dir, silent{}); err != nil {
		t.Fatal(err)
	}
	c.RunDir, c.Seed = filepath.Join(dir, "tiny-seed-1"), 1
	if _, err := EvaluateShared(t.Context(), s, Run{c.RunDir, c}, silent{}); err != nil {
		t.Fatal(err)
	}
	stopped := tinyConfig(t)
	stopped.Search.SaveMinutes = 0
	if err := searchTo(t, stopped, "controller", 2); !errors.Is(err, ErrInterrupted) {
		t.Fatalf("got %v, want an interruption", err)
	}
	alone := tinyConfig(t)
	alone.Train.Arch = "1 0 1 1"
	var d *Divergence
	if err := letDiverge(t, s, alone); !errors.As(err, &d) {
		t.Fatalf("got %v, want a divergence", err)
	}
	for name, from := range map[string]string{"stopped": stopped.RunDir, "diverged": alone.RunDir} {
		if err := os.CopyFS(filepath.Join(dir, name), os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
	}
	return dir, c
}

// number stands in a file's name for what differs between runs.
var number = regexp.MustCompile(`[0-9]+`)

// byKind lists the files under a folder, less the empty ones, by their names
// without numbers.
func byKind(t *testing.T, dir string) map[string][]string {
	t.Helper()
	kinds := map[string][]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && size(t, path) > 0 {
			kind := number.ReplaceAllString(entry.Name(), "N")
			kinds[kind] = append(kinds[kind], path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return kinds
}

// TestEveryWrongBitIsNoticed flips single bits of every kind of file that a run
// writes, at random places, the same ones at every call. Each is noticed, or it
// lies in an image, or after the lines of a log that the checkpoint counts.
func TestEveryWrongBitIsNoticed(t *testing.T) {
	dir, _ := everyFile(t)
	kinds := byKind(t, dir)
	for _, name := range []string{
		configFile, infoFile, kernelsFile, clockFile, timesFile, checkpointFile, previousFile, keptFile, metricsFile, trialsFile, evaluationsFile,
		resultFile, divergedFile, summaryFile, comparisonFile, sharedFile, DerivedSamples, BestFile, LastFile, "reference-N.npz",
	} {
		if len(kinds[name]) == 0 {
			t.Errorf("there is no %s to try, only %v", name, slices.Sorted(maps.Keys(kinds)))
		}
	}
	for _, err := range CheckRun(dir) {
		t.Errorf("before any flip: %v", err)
	}
	random := testgpu.Rand(t.Name())
	noticed, inImages := 0, 0
	for kind, paths := range kinds {
		for range 10 {
			path := paths[random.IntN(len(paths))]
			at := flip(t, path, random.Float64())
			switch damaged := CheckRun(filepath.Dir(path)); {
			case filepath.Ext(kind) == ".png":
				inImages++
			case len(damaged) == 0:
				t.Errorf("%s: a flip of bit %d is not noticed", path, at)
			default:
				noticed++
				wantNamed(t, damaged, path)
			}
			flip(t, path, float64(at)/float64(8*size(t, path)))
		}
	}
	t.Logf("%d flips in %d kinds of files: %d noticed, %d in images", noticed+inImages, len(kinds), noticed, inImages)
}

// wantNamed wants errors of one line, the first of which names a file. A wrong
// place in a clock or a checkpoint also shows in the log that it is about.
func wantNamed(t *testing.T, damaged []error, path string) {
	t.Helper()
	named := slices.ContainsFunc(damaged, func(err error) bool { return strings.Contains(err.Error(), path) })
	if !named || strings.Contains(damaged[0].Error(), "\n") {
		t.Errorf("%s: the errors are %v, want a line that names the file", path, damaged)
	}
}

func size(t *testing.T, path string) int {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return len(data)
}

// flip changes one bit of a file; where is its place, from 0 to less than 1.
func flip(t *testing.T, path string, where float64) (bit int) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bit = int(where*float64(8*len(data)) + 1e-6)
	data[bit/8] ^= 1 << (bit % 8)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return bit
}

// TestCommandsNoticeWrongBits damages a file of each kind, and then does what
// the commands do that read it.
func TestCommandsNoticeWrongBits(t *testing.T) {
	dir, c := everyFile(t)
	_, s := testgpu.Stream(t)
	run := Run{c.RunDir, c}
	heard := &hearing{}
	again := func() error { return searchSaying(t, c, heard) }
	history := func() error { _, err := run.History(); return err }
	training := func() error {
		_, err := (Run{filepath.Join(run.DeriveFolder(), "1", "seed-1"), c}).TrainingHistory()
		return err
	}
	generator := func() error {
		g, err := run.Generator(s)
		if err == nil {
			g.Release()
		}
		return err
	}
	derived := func() error {
		d, err := Derive(t.Context(), s, run, silent{})
		return cmp.Or(err, d.Missing())
	}
	for _, use := range []struct {
		name, file string
		do         func() error
	}{
		{"open", configFile, func() error { _, err := ReadRun(c.RunDir); return err }},
		{"continue", configFile, again},
		{"continue", clockFile, again},
		{"continue", timesFile, again},
		{"continue", checkpointFile, again},
		{"continue", metricsFile, again},
		{"continue", trialsFile, again},
		{"continue", kernelsFile, again},
		{"report", metricsFile, history},
		{"report", trialsFile, history},
		{"report", timesFile, history},
		{"report", resultFile, history},
		{"report", "derive/1/seed-1/" + metricsFile, training},
		{"report", "derive/1/seed-1/" + evaluationsFile, training},
		{"sample", checkpointFile, generator},
		{"derive", resultFile, func() error { _, err := run.Found(); return err }},
		{"derive", "derive/" + sharedFile, func() error { _, err := EvaluateShared(t.Context(), s, run, silent{}); return err }},
		{"derive", "derive/1/seed-1/" + resultFile, derived},
		{"train", "../diverged/" + divergedFile, func() error { _, err := readDivergence(filepath.Join(dir, "diverged")); return err }},
	} {
		path := filepath.Join(c.RunDir, use.file)
		whole := contents(t, c.RunDir, use.file)
		*heard = hearing{}
		flip(t, path, 0.5)
		if err := use.do(); err == nil && !heard.of(filepath.Base(path)) {
			t.Errorf("%s: a wrong bit in %s is not noticed", use.name, use.file)
		} else if err != nil && !strings.Contains(err.Error(), filepath.Base(path)) {
			t.Errorf("%s: a wrong bit in %s: got %v, want an error that names it", use.name, use.file, err)
		}
		if err := os.WriteFile(path, []byte(whole), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// hearing collects messages.
type hearing struct {
	silent
	lines []string
}

func (h *hearing) Message(line string) { h.lines = append(h.lines, line) }

func (h *hearing) of(name string) bool {
	return slices.ContainsFunc(h.lines, func(line string) bool { return strings.Contains(line, name) })
}

// searchSaying opens a search and closes it again.
func searchSaying(t *testing.T, c config.Config, observer Observer) error {
	t.Helper()
	_, s := testgpu.Stream(t)
	r, err := Open(t.Context(), s, c, observer)
	if err == nil {
		r.Release()
	}
	return err
}
