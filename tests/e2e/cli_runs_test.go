package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"autogan/tests/testgpu"
)

// TestRunsAreListedAndPruned: --dry-run changes nothing, --prune removes the
// checkpoints of what has ended and keeps what anything needs: the shared
// weights, and the checkpoint of an unfinished run.
func TestRunsAreListedAndPruned(t *testing.T) {
	testgpu.Stream(t)
	experiment := write(t, "tiny.toml", tiny+tinyFinal+"[derive]\ntop_k = 1\n")
	search := []string{"search", experiment, "--run", "runs/found", "--set", "derive.after_search=true"}
	train := []string{"train", experiment, "--arch", "1 0 1 1", "--run", "runs/stopped", "--set", "train.save_minutes=0", "--set", "train.generator_steps=4000", "--set", "train.eval_every=4000"}
	first := command(t, search...)
	dir := first.Dir
	list := func(flags ...string) string {
		t.Helper()
		cmd := command(t, append([]string{"runs"}, flags...)...)
		cmd.Dir = dir
		got := run(t, cmd)
		if got.status != 0 {
			t.Fatalf("status %d\n%s", got.status, got.stderr)
		}
		return got.stdout
	}
	want := run(t, first)
	if want.status != 0 {
		t.Fatalf("status %d\n%s", want.status, want.stderr)
	}
	stopped := command(t, train...)
	stopped.Dir = dir
	startAndWait(t, stopped, "runs/stopped/metrics.jsonl")
	if text := list(); !strings.Contains(text, "in work: process ") {
		t.Errorf("it does not say that one is in work:\n%s", text)
	}
	stop(t, stopped)
	text := list("--dry-run")
	for _, line := range []string{"runs/found ", "runs/found/derive/1 ", "  ended\n", "runs/stopped ", "stopped at step ", " of 8000", "3 runs in runs"} {
		if !strings.Contains(text, line) {
			t.Errorf("%q is not in\n%s", line, text)
		}
	}
	removed := []string{"runs/found/kept.safetensors", "runs/found/derive/1/checkpoint.safetensors"}
	kept := []string{"runs/found/checkpoint.safetensors", "runs/found/derive/1/generator-best.safetensors", "runs/stopped/checkpoint.safetensors"}
	for _, path := range removed {
		if !strings.Contains(text, "would remove "+path) {
			t.Errorf("%s would stay:\n%s", path, text)
		}
	}
	checkThere(t, dir, true, append(removed, kept...))
	list("--prune")
	checkThere(t, dir, true, kept)
	checkThere(t, dir, false, removed)
	again := command(t, search...)
	again.Dir = dir
	if got := run(t, again); got.status != 0 || got.stdout != want.stdout {
		t.Errorf("asked again it says\n%s%s\nwant\n%s", got.stdout, got.stderr, want.stdout)
	}
	longer := command(t, "derive", "runs/found", "--continue-with", "train.generator_steps=9")
	longer.Dir = dir
	if got := run(t, longer); got.status == 0 || !strings.Contains(got.stderr, "checkpoint is gone") {
		t.Errorf("without its checkpoint a training goes on: status %d\n%s", got.status, got.stderr)
	}
}

// stop interrupts a command and waits for its end.
func stop(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != 130 {
		t.Fatalf("it ended with %v, want status 130", cmd.ProcessState)
	}
}

func checkThere(t *testing.T, dir string, want bool, paths []string) {
	t.Helper()
	for _, path := range paths {
		if _, err := os.Stat(filepath.Join(dir, path)); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", path, err == nil, want)
		}
	}
}
