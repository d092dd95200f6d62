package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/nas/autogan"
	"autogan/tests/testgpu"
)

// deriving is a search of seconds that goes on with its derivation.
const deriving = tiny + tinyFinal + "[derive]\ntop_k = 1\nafter_search = true\n"

// TestSearchGoesOnWithDerivation lets a search train its best architecture from
// scratch (paper, section 3.3.3) and looks for both results in what it prints:
// that of the shared weights and that of the training. Interrupted in the
// training, the same command continues there and ends with the same files.
func TestSearchGoesOnWithDerivation(t *testing.T) {
	testgpu.Stream(t)
	args := []string{"search", write(t, "tiny.toml", deriving), "--run", "run", "--set", "train.generator_steps=100", "--set", "train.eval_every=20"}
	whole := command(t, args...)
	want := run(t, whole)
	if want.status != 0 {
		t.Fatalf("status %d\n%s", want.status, want.stderr)
	}
	checkGain(t, whole.Dir, want.stdout)

	first, stderr := start(t, "derive/1/evaluations.jsonl", args...)
	if err := first.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := first.Wait(); err == nil {
		t.Fatal("it ended before the signal; the training must be longer")
	}
	checkInterruption(t, first, stderr.String())
	for range 2 { // the second time everything is there
		again := command(t, args...)
		again.Dir = first.Dir
		if got := run(t, again); got.status != 0 || got.stdout != want.stdout {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
		compareRuns(t, whole.Dir, first.Dir)
	}
}

// TestSearchReportsDespiteAFailedArchitecture: one architecture of the derivation
// cannot go on, one has diverged. The third is trained, the report is written,
// and the error names the first. When the causes are mended, the same command
// does what is left and nothing else.
func TestSearchReportsDespiteAFailedArchitecture(t *testing.T) {
	testgpu.Stream(t)
	experiment := write(t, "tiny.toml", strings.Replace(deriving, "top_k = 1", "top_k = 3", 1))
	args := []string{"search", experiment, "--run", "run", "--set", "search.iterations=[1]", "--set", "search.top_k=3"}
	cmd := command(t, args...)
	causes := []struct{ file, text, want string }{
		{"run/derive/1/checkpoint.safetensors", "cut",
			"autogan: architecture 1: 1 of 1 seeds have no result, first: seed 3 in run/derive/1: "},
		{"run/derive/2/diverged.json", `{"arch":"1 0 1 1","seed":3,"step":40,"problem":"a loss is NaN"}`,
			"autogan: architecture 2: 1 of 1 seeds have no result, first: autogan: train 1 0 1 1, seed 3: up to step 40: a loss is NaN"},
	}
	for _, c := range causes {
		path := filepath.Join(cmd.Dir, c.file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(c.text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var done os.FileInfo
	for _, c := range causes {
		again := command(t, args...)
		again.Dir = cmd.Dir
		got := run(t, again)
		if got.status != 1 || !strings.Contains(got.stderr, c.want) || !strings.Contains(got.stdout, "diverged at step 40") || !strings.Contains(got.stdout, "report: run/report.html") {
			t.Fatalf("status %d, want 1, %q and a report, got\n%s\n%s", got.status, c.want, got.stdout, got.stderr)
		}
		checkThere(t, cmd.Dir, true, []string{"run/report.html", "run/derive/3/result.json"})
		if err := os.Remove(filepath.Join(cmd.Dir, c.file)); err != nil {
			t.Fatal(err)
		}
		var err error
		if done, err = os.Stat(filepath.Join(cmd.Dir, "run/derive/3/result.json")); err != nil {
			t.Fatal(err)
		}
	}
	finish(t, cmd.Dir, args)
	if after, err := os.Stat(filepath.Join(cmd.Dir, "run/derive/3/result.json")); err != nil || !after.ModTime().Equal(done.ModTime()) {
		t.Errorf("a finished training was done again (%v)", err)
	}
}

// checkGain compares what a search printed about its derivation with the files
// in its folder.
func checkGain(t *testing.T, dir, stdout string) {
	t.Helper()
	var found autogan.Result
	var derived autogan.DeriveResult
	var shared autogan.Evaluation
	for name, value := range map[string]any{"result.json": &found, "derive/result.json": &derived, "derive/shared.json": &shared} {
		if err := json.Unmarshal([]byte(read(t, dir, "run", name)), value); err != nil {
			t.Fatal(err)
		}
	}
	if len(derived.Derived) != 1 || derived.Derived[0].Arch != found.Top[0].Arch {
		t.Fatalf("derived %+v, want only the best, %s", derived.Derived, found.Top[0].Arch)
	}
	trained := derived.Derived[0].Runs[0].Best
	if shared.FIDName != trained.FIDName || shared.FID == trained.FID {
		t.Errorf("shared %+v, trained %+v: want different figures of one protocol", shared, trained)
	}
	fields := strings.Join(strings.Fields(stdout), " ")
	for _, row := range []string{
		fmt.Sprintf("1 the search's, shared %.3f ± %.3f %.2f", shared.IS, shared.ISStd, shared.FID),
		fmt.Sprintf("1 trained from scratch, %d steps %.3f ± %.3f %.2f", trained.Step, trained.IS, trained.ISStd, trained.FID),
		shared.FIDName, "image: run/derive/samples.png (left: generated, right: real)",
	} {
		if !strings.Contains(fields, row) {
			t.Errorf("%q is not in\n%s", row, stdout)
		}
	}
	samples := fmt.Sprintf("derive/1/samples/step%06d.png", trained.Step)
	sameFile(t, filepath.Join(dir, "run", samples), filepath.Join(dir, "run/derive/samples.png"))
}
