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

// TestUnreadableFoldersAreWarnings: what can be listed is, and the status says
// that it is not all.
func TestUnreadableFoldersAreWarnings(t *testing.T) {
	cmd := command(t, "runs", "--dry-run")
	for _, path := range []string{"runs/a", "runs/bad"} {
		if err := os.MkdirAll(filepath.Join(cmd.Dir, path), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for path, text := range map[string]string{"runs/a/config.toml": "seed = 1\n", "runs/a/run.json": "{}", "runs/a/.unfinished-1": "left"} {
		if err := os.WriteFile(filepath.Join(cmd.Dir, path), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("config.toml", filepath.Join(cmd.Dir, "runs/bad/config.toml")); err != nil {
		t.Skip(err)
	}
	got := run(t, cmd)
	for _, want := range []string{"runs/a ", "1 run in runs", "would remove runs/a/.unfinished-1"} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("%q is not in\n%s", want, got.stdout)
		}
	}
	lines := strings.Split(got.stderr, "\n")
	if got.status != 1 || len(lines) != 3 || !strings.HasPrefix(lines[0], "autogan: warning: ") || !strings.Contains(lines[0], "runs/bad/config.toml") {
		t.Errorf("status %d, want 1 and a warning, got\n%s", got.status, got.stderr)
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
