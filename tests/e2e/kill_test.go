package e2e

import (
	"bytes"
	"encoding/json"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"autogan/gan/metric"
	"autogan/layers/checkpoint"
	"autogan/tests/events"
	"autogan/tests/testgpu"
)

// kills is how often each command is disturbed: AUTOGAN_KILLS, or few.
func kills(t *testing.T) int {
	t.Helper()
	text := os.Getenv("AUTOGAN_KILLS")
	if text == "" {
		return 2
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("AUTOGAN_KILLS=%s: want a number of 1 or more", text)
	}
	return n
}

// results are the files of a run that must not depend on interruptions.
var results = []string{"result.json", "metrics.jsonl", "trials.jsonl", "evaluations.jsonl", "summary.json", "shared.json", ".safetensors", ".png", ".npz"}

// TestKilled disturbs search, derive and train at random moments, in each way of
// endings in turn, again and again, and then lets them end. Their files must
// equal those of an undisturbed run, bit for bit, TensorBoard shows the same, and
// no file is ever seen half written.
func TestKilled(t *testing.T) {
	testgpu.Stream(t)
	experiment := write(t, "tiny.toml", tiny+tinyFinal)
	searched := t.TempDir()
	t.Run("search", func(t *testing.T) {
		killOften(t, searched, t.TempDir(), "search", experiment, "--run", "run")
	})
	t.Run("derive", func(t *testing.T) {
		disturbed := t.TempDir()
		if err := os.CopyFS(disturbed, os.DirFS(searched)); err != nil {
			t.Fatal(err)
		}
		killOften(t, searched, disturbed, "derive", "run")
	})
	t.Run("train", func(t *testing.T) {
		killOften(t, t.TempDir(), t.TempDir(), "train", experiment, "--arch", "1 1 1 1 / 1 0 0 1 1", "--run", "run")
	})
}

// tinyFinal makes trainings from scratch as short as the search of tiny.
const tinyFinal = `
[train]
channels = 8
disc_channels = 8
generator_steps = 6
ema = 0.9
eval_every = 3
log_every = 4
[eval]
images = 16
splits = 2
batch = 8
`

// killOften runs a command undisturbed in one folder and with disturbances in
// another, and compares.
func killOften(t *testing.T, undisturbed, disturbed string, args ...string) {
	t.Helper()
	args = append(args, "--set", "train.save_minutes=0", "--set", "search.save_minutes=0", "--set", "log.tensorboard=true")
	before := t.TempDir() // to begin again, should it end before it is killed
	if err := os.CopyFS(before, os.DirFS(disturbed)); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	finish(t, undisturbed, args)
	lasts := time.Since(begun)
	random := testgpu.Rand(args[0])
	way, ends := random.IntN(len(endings)), 0
	for done := 0; done < kills(t); {
		e, moment := endings[(way+done)%len(endings)], time.Duration(random.Float64()*float64(lasts))
		struck := e.strike(t, disturbed, moment, args)
		if struck {
			done++
			checkWhole(t, disturbed)
		}
		if !struck || e.after == goesOn {
			compareRuns(t, undisturbed, disturbed)
			startAgain(t, disturbed, before)
		}
		if ends++; ends > 20*kills(t) {
			t.Fatal("it keeps ending before it can be disturbed")
		}
	}
	finish(t, disturbed, args)
	compareRuns(t, undisturbed, disturbed)
	t.Logf("disturbed %d times, first by %s; undisturbed it takes %v", kills(t), endings[way].name, lasts.Round(time.Millisecond))
}

func finish(t *testing.T, folder string, args []string) {
	t.Helper()
	cmd := command(t, args...)
	cmd.Dir = folder
	if got := run(t, cmd); got.status != 0 {
		t.Fatalf("%v: status %d\n%s", args, got.status, got.stderr)
	}
}

// strike starts the command and disturbs it after a time; false if it ended
// first. A process that has only just begun may not have heard of signals yet,
// and die of one.
func (e ending) strike(t *testing.T, folder string, after time.Duration, args []string) bool {
	t.Helper()
	cmd := command(t, args...)
	cmd.Dir = folder
	p := launch(t, cmd)
	var struck atomic.Bool
	timer := time.AfterFunc(after, func() {
		struck.Store(true)
		e.disturb(p)
	})
	status, said := p.ended(t)
	timer.Stop()
	if status != 0 && !e.after.allows(status) && after > beginning {
		t.Fatalf("%s after %v: status %d\n%s", e.name, after, status, said)
	}
	return status != 0 || e.after == goesOn && struck.Load()
}

// beginning is how long a process may take to begin on a busy machine.
const beginning = time.Second

func startAgain(t *testing.T, folder, before string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if err := os.RemoveAll(filepath.Join(folder, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(folder, os.DirFS(before)); err != nil {
		t.Fatal(err)
	}
}

// checkWhole reads every file under a folder that is in use: names that begin
// with a dot are of files that are being written.
func checkWhole(t *testing.T, folder string) {
	t.Helper()
	for _, path := range filesUnder(t, folder) {
		if strings.HasPrefix(filepath.Base(path), ".") {
			continue
		}
		if err := readWhole(filepath.Join(folder, path)); err != nil {
			t.Errorf("after a kill %s does not read: %v", path, err)
		}
	}
}

func readWhole(path string) error {
	switch filepath.Ext(path) {
	case ".safetensors":
		_, err := checkpoint.Load(path)
		return err
	case ".npz":
		_, err := metric.ReadStatistics(path)
		return err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	switch filepath.Ext(path) {
	case ".autogan": // events
		_, err = events.Decode(data)
	case ".png":
		_, err = png.Decode(bytes.NewReader(data))
	case ".json":
		var value any
		err = json.Unmarshal(data, &value)
	}
	return err
}

func filesUnder(t *testing.T, folder string) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(folder, path)
		paths = append(paths, relative)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// compareRuns wants the same results in both folders, and nothing left over.
func compareRuns(t *testing.T, want, got string) {
	t.Helper()
	for _, path := range filesUnder(t, got) {
		if strings.HasPrefix(filepath.Base(path), ".") {
			t.Errorf("%s is left over", path)
		}
	}
	compared := 0
	for _, path := range filesUnder(t, want) {
		if filepath.Ext(path) == ".autogan" { // events, in one file there
			sameEvents(t, filepath.Join(want, filepath.Dir(path)), filepath.Join(got, filepath.Dir(path)))
		}
		for _, end := range results {
			if strings.HasSuffix(path, end) {
				sameBits(t, filepath.Join(want, path), filepath.Join(got, path))
				compared++
			}
		}
	}
	if compared < 5 {
		t.Errorf("only %d files were compared", compared)
	}
}

// sameBits is sameFile for files too large to print.
func sameBits(t *testing.T, want, got string) {
	t.Helper()
	a, err := os.ReadFile(want)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(got)
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("%s differs from an undisturbed run's (%v)", got, err)
	}
}

// TestCutCheckpointIsOneClearLine cuts the checkpoint of a training at several
// places and puts something else there: none may load.
func TestCutCheckpointIsOneClearLine(t *testing.T) {
	testgpu.Stream(t)
	dir := t.TempDir()
	args := []string{"train", write(t, "tiny.toml", tiny+tinyFinal), "--arch", "1 0 1 1", "--run", "run"}
	finish(t, dir, args)
	path := filepath.Join(dir, "run", "checkpoint.safetensors")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "run", "result.json")); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(dir, "other.safetensors")
	if err := checkpoint.Save(other, &checkpoint.File{Arrays: []checkpoint.Array{checkpoint.Floats("x", []float32{1})}}); err != nil {
		t.Fatal(err)
	}
	foreign, err := os.ReadFile(other)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		"empty": {}, "cut in the header": whole[:100], "half": whole[:len(whole)/2], "a byte short": whole[:len(whole)-1],
		"an image": []byte("\x89PNG\r\n\x1a\n and so on"), "another network's": foreign,
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(path, content, 0o644); err != nil {
				t.Fatal(err)
			}
			cmd := command(t, args...)
			cmd.Dir = dir
			got := run(t, cmd)
			if got.status != 2 || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, "checkpoint.safetensors") {
				t.Errorf("status %d, want 2 and one line with the file's name, got\n%s", got.status, got.stderr)
			}
		})
	}
}
