package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/tests/testgpu"
)

// TestTrainingGoesOnLonger: a training that has ended and goes on for more steps
// ends with the files of one that was as long from the beginning. With another
// rate it does not.
func TestTrainingGoesOnLonger(t *testing.T) {
	testgpu.Stream(t)
	args := []string{"train", write(t, "tiny.toml", tiny+tinyFinal), "--arch", "1 0 1 1", "--run", "run"}
	whole, longer := t.TempDir(), t.TempDir()
	finish(t, whole, append(args, "--set", "train.generator_steps=12"))
	finish(t, longer, args)
	finish(t, longer, append(args, "--continue-with", "train.generator_steps=12"))
	for _, name := range []string{"metrics.jsonl", "evaluations.jsonl", "result.json", "generator-last.safetensors", "generator-best.safetensors"} {
		sameBits(t, filepath.Join(whole, "run", name), filepath.Join(longer, "run", name))
	}
	wantChange(t, longer, `"step": 12,`, `"key": "train.generator_steps"`, `"from": "6"`, `"to": "12"`)
	slower := t.TempDir()
	finish(t, slower, args)
	finish(t, slower, append(args, "--continue-with", "train.generator_steps=12", "--continue-with", "gan.lr_g=1e-5"))
	if read(t, whole, "run", "generator-last.safetensors") == read(t, slower, "run", "generator-last.safetensors") {
		t.Error("another rate of the last steps has changed nothing")
	}
	before := read(t, longer, "run", "changes.json")
	if err := os.Remove(filepath.Join(longer, "run", "result.json")); err != nil { // as if it had been killed just before its end
		t.Fatal(err)
	}
	finish(t, longer, args)
	sameBits(t, filepath.Join(whole, "run", "result.json"), filepath.Join(longer, "run", "result.json"))
	if after := read(t, longer, "run", "changes.json"); after != before {
		t.Errorf("changes.json was\n%s\nand is\n%s", before, after)
	}
	for _, setting := range []string{"gan.lr_g=1e-5", "train.generator_steps=3"} {
		got := in(t, longer, 2, append(args, "--continue-with", setting)...)
		if !strings.HasPrefix(got.stderr, "autogan: run: this run has ended, ") || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("--continue-with %s for a run that has ended: %q", setting, got.stderr)
		}
	}
}

// TestDivergedSeedGoesOnSlower: the seed that diverged goes on from its last
// checkpoint with another rate, also if it is killed then; the others stay as
// they are. The command without the option continues with the new rate.
func TestDivergedSeedGoesOnSlower(t *testing.T) {
	testgpu.Stream(t)
	args := []string{"train", write(t, "tiny.toml", tiny+tinyFinal), "--arch", "1 0 1 1", "--run", "run", "--set", "train.seeds=[1, 2]"}
	slower := append(args, "--continue-with", "gan.lr_d=1e-5")
	dir := t.TempDir()
	finish(t, dir, args)
	diverged := filepath.Join(dir, "run", "seed-2", "diverged.json")
	if err := os.Remove(filepath.Join(dir, "run", "seed-2", "result.json")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(diverged, []byte(`{"arch":"1 0 1 1","seed":2,"step":12,"problem":"a loss is NaN"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := command(t, args...)
	cmd.Dir = dir
	if got := run(t, cmd); got.status != 1 || !strings.Contains(got.stderr, "seed 2") {
		t.Errorf("status %d, want 1 and the seed, got\n%s", got.status, got.stderr)
	}
	result := read(t, dir, "run", "seed-1", "result.json")
	finish(t, dir, slower)
	wantChange(t, filepath.Join(dir, "run"), `"key": "gan.lr_d"`, `"from": "0.0002"`, `"to": "1e-05"`)
	if _, err := os.Stat(diverged); err == nil {
		t.Error("the run goes on and is still said to have diverged")
	}
	if _, err := os.Stat(filepath.Join(dir, "run", "seed-1", "changes.json")); err == nil || read(t, dir, "run", "seed-1", "result.json") != result {
		t.Error("the seed that had ended has changed")
	}
	finish(t, dir, args)
}

// wantChange looks for lines of changes.json in the folder run, or of the second
// seed.
func wantChange(t *testing.T, dir string, lines ...string) {
	t.Helper()
	path := filepath.Join(dir, "run", "changes.json")
	if _, err := os.Stat(path); err != nil {
		path = filepath.Join(dir, "seed-2", "changes.json")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		if !strings.Contains(string(text), line) {
			t.Errorf("%s is not in\n%s", line, text)
		}
	}
}

// TestSearchGoesOnSlower: a search that is killed and goes on with another rate
// records from where.
func TestSearchGoesOnSlower(t *testing.T) {
	testgpu.Stream(t)
	args := []string{"search", write(t, "tiny.toml", tiny), "--run", "run", "--set", "search.iterations=[8, 2]"}
	first, _ := start(t, "trials.jsonl", args...)
	if err := first.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait() // it was interrupted
	finish(t, first.Dir, append(args, "--continue-with", "controller.lr=1e-4"))
	wantChange(t, first.Dir, `"key": "controller.lr"`, `"to": "0.0001"`)
	finish(t, first.Dir, args)
}
