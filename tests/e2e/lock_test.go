package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"autogan/tests/testgpu"
)

// TestTwoProcessesOnOneRun starts a second process where a first one works. The
// second must end with one line that names the first, and leave everything as it
// is: the first ends with the files of an undisturbed run. A process that is
// killed holds no lock.
func TestTwoProcessesOnOneRun(t *testing.T) {
	testgpu.Stream(t)
	experiment := write(t, "tiny.toml", tiny+tinyFinal+"[derive]\ntop_k = 1\n")
	long := []string{"--set", "train.generator_steps=600", "--set", "train.eval_every=600"}
	search := []string{"search", experiment, "--run", "run", "--set", "search.iterations=[8, 2]"}
	restart := append(slices.Clone(search), "--restart")
	searched := t.TempDir()
	finish(t, searched, search)
	derive := append([]string{"derive", "run"}, long...)
	compare := append([]string{"compare", experiment, "--seeds", "1,2", "--run", "both", "--set", "search.iterations=[8, 1]"}, long...)
	for _, c := range []struct {
		name          string
		first, second []string
		log           string // has a line when the first is at work
		below         string // the folder in which both begin; "" is an empty one
	}{
		{"search and search", search, search, "run/trials.jsonl", ""},
		{"search and restart", search, restart, "run/trials.jsonl", ""},
		{"derive and train", derive, []string{"train", experiment, "--arch", "1 0 1 1", "--run", "run/derive/1"}, "run/derive/1/metrics.jsonl", searched},
		{"derive and derive", derive, derive, "run/derive/1/metrics.jsonl", searched},
		{"derive and restart", derive, restart, "run/derive/1/metrics.jsonl", searched},
		{"compare and compare", compare, compare, "both/tiny-seed-1/trials.jsonl", ""},
		{"derivation and restart", []string{"train", experiment, "--arch", "1 0 1 1", "--run", "run/derive/7", long[0], long[1]}, restart, "run/derive/7/metrics.jsonl", searched},
		{"search and check", search, []string{"check", "run"}, "run/trials.jsonl", ""},
		{"derivation and check", []string{"train", experiment, "--arch", "1 0 1 1", "--run", "run/derive/7", long[0], long[1]}, []string{"check", "run"}, "run/derive/7/metrics.jsonl", searched},
		{"compare and search", compare, []string{"search", experiment, "--set", "seed=1", "--run", "both/tiny-seed-1"}, "both/tiny-seed-1/trials.jsonl", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			first := command(t, c.first...)
			if c.below != "" {
				if err := os.CopyFS(first.Dir, os.DirFS(c.below)); err != nil {
					t.Fatal(err)
				}
			}
			startAndWait(t, first, c.log)
			refused(t, first, c.second)
			if err := first.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = first.Wait() // it was killed
			if c.name != "search and search" {
				return
			}
			finish(t, first.Dir, c.second)
			compareRuns(t, searched, first.Dir)
		})
	}
}

// TestTwoProcessesOnOneScorer: the second would replace what the first has made.
func TestTwoProcessesOnOneScorer(t *testing.T) {
	testgpu.Stream(t)
	args := []string{"scorer", "train", "procedural", "--size", "8", "-o", "made/a.safetensors"}
	first := command(t, append(args, "--steps", "1000000")...)
	startAndWait(t, first, "made/a.safetensors.lock.json")
	refused(t, first, args)
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait() // it was killed
	finish(t, first.Dir, append(args, "--steps", "1"))
	if files, err := os.ReadDir(filepath.Join(first.Dir, "made")); err != nil || len(files) != 1 {
		t.Errorf("there is %v, %v, want the scorer", files, err)
	}
}

// startAndWait starts a command and returns when a log in its folder has a line.
func startAndWait(t *testing.T, cmd *exec.Cmd, log string) {
	t.Helper()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // fails where it has ended by itself
	waitForLine(t, filepath.Join(cmd.Dir, log), &stderr)
}

// refused runs a second command next to a live one.
func refused(t *testing.T, first *exec.Cmd, args []string) {
	t.Helper()
	second := command(t, args...)
	second.Dir = first.Dir
	got := run(t, second)
	owner := "process " + strconv.Itoa(first.Process.Pid) + " on host "
	if got.status != 2 || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, owner) || got.stdout != "" {
		t.Errorf("%v: status %d, want 2 and one line with %q, got\n%s%s", args, got.status, owner, got.stdout, got.stderr)
	}
	moved, err := filepath.Glob(filepath.Join(first.Dir, "*.1"))
	if err != nil || len(moved) > 0 {
		t.Errorf("%v: moved aside: %v, %v", args, moved, err)
	}
}
