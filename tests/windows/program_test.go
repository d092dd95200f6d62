//go:build windows

package windows

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// tiny is a search of seconds.
const tiny = `
seed = 3
[data]
images = 64
[gan]
channels = 8
disc_channels = 8
latent_dim = 16
batch_g = 8
batch_d = 8
n_critic = 2
[search]
iterations = [3, 3]
max_steps = 12
num_candidates = 3
top_k = 2
save_minutes = 0
[controller]
steps = 3
batch = 2
[reward]
images = 16
splits = 2
batch = 8
`

// command is `autogan args` in a folder.
func command(t *testing.T, folder string, args ...string) *exec.Cmd {
	t.Helper()
	program := os.Getenv("AUTOGAN_PROGRAM")
	if program == "" {
		t.Fatal("AUTOGAN_PROGRAM must name autogan.exe: run make test-windows, or set it on Windows")
	}
	cmd := exec.Command(program, args...)
	cmd.Dir = folder
	return cmd
}

// result is what a command line came to.
type result struct {
	status         int
	stdout, stderr string
}

func run(t *testing.T, folder string, args ...string) result {
	t.Helper()
	cmd := command(t, folder, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if strings.ContainsAny(stdout.String()+stderr.String(), "\x1b\r") {
		t.Errorf("autogan %v writes for a terminal into pipes:\n%q", args, stdout.String()+stderr.String())
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// succeed runs a command that must end with status 0 and returns what it
// printed.
func succeed(t *testing.T, folder string, args ...string) string {
	t.Helper()
	got := run(t, folder, args...)
	if got.status != 0 {
		t.Fatalf("autogan %v: status %d\n%s", args, got.status, got.stderr)
	}
	return got.stdout
}

// workFolder is an empty folder whose name has spaces and letters beyond ASCII,
// with a tiny experiment.
func workFolder(t *testing.T) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "meine Läufe")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, experiment), []byte(tiny), 0o644); err != nil {
		t.Fatal(err)
	}
	return folder
}

const experiment = "tiny.toml"

// started begins a search in the folder run and returns when it has logged a
// trial of its own, within two minutes: Wine begins slowly.
func started(t *testing.T, folder string, cmd *exec.Cmd) {
	t.Helper()
	log := filepath.Join(folder, "run", "trials.jsonl")
	before, _ := os.ReadFile(log) // not there at first
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // fails where it has ended by itself
	for range 6000 {
		if now, _ := os.ReadFile(log); len(now) > len(before) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("no trial was logged in time")
}

// sameRun wants the files of a search that must not depend on interruptions.
func sameRun(t *testing.T, want, got string) {
	t.Helper()
	for _, name := range []string{"result.json", "trials.jsonl", "metrics.jsonl", "kept.safetensors", `samples\stage2.png`} {
		a, err := os.ReadFile(filepath.Join(want, name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(got, name))
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s differs from an undisturbed run's (%v)", name, err)
		}
	}
	leftOver, err := filepath.Glob(filepath.Join(got, ".*"))
	if err != nil || len(leftOver) > 0 {
		t.Errorf("left over: %s (%v)", strings.Join(leftOver, ", "), err)
	}
}
