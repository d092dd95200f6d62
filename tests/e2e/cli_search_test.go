package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"autogan/tests/testgpu"
)

// tiny is a search of seconds: two stages, narrow networks, few images.
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
iterations = [2, 2]
max_steps = 12
num_candidates = 3
top_k = 2
[controller]
steps = 3
batch = 2
[reward]
images = 16
splits = 2
batch = 8
`

// start begins a search and returns when a log in its folder has a line.
func start(t *testing.T, log string, args ...string) (cmd *exec.Cmd, stderr *bytes.Buffer) {
	t.Helper()
	cmd, stderr = command(t, args...), &bytes.Buffer{}
	cmd.Stderr = stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // fails where it has ended by itself
	for range 1200 {
		if lines, _ := os.ReadFile(filepath.Join(cmd.Dir, "run", log)); len(lines) > 0 {
			return cmd, stderr
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("nothing in %s in a minute\n%s", log, stderr)
	return nil, nil
}

// TestInterruptedSearchEndsLikeAnother stops a search, by Ctrl-C and without
// warning, and continues it with the same command: what it finds and what it
// logs must not differ from an uninterrupted search.
func TestInterruptedSearchEndsLikeAnother(t *testing.T) {
	testgpu.Stream(t)
	args := []string{"search", write(t, "tiny.toml", tiny), "--run", "run"}
	whole := command(t, args...)
	want := run(t, whole)
	if want.status != 0 {
		t.Fatalf("status %d\n%s", want.status, want.stderr)
	}
	for _, signal := range []os.Signal{os.Interrupt, os.Kill} {
		t.Run(signal.String(), func(t *testing.T) {
			first, stderr := start(t, "trials.jsonl", args...)
			if err := first.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if err := first.Wait(); err == nil {
				t.Fatal("the search ended before the signal; it must be longer")
			}
			if signal == os.Interrupt {
				checkInterruption(t, first, stderr.String())
			}
			again := command(t, args...)
			again.Dir = first.Dir
			if got := run(t, again); got.status != 0 || got.stdout != want.stdout {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
			for _, name := range []string{"trials.jsonl", "metrics.jsonl", "result.json", "config.toml"} {
				sameFile(t, filepath.Join(whole.Dir, "run", name), filepath.Join(first.Dir, "run", name))
			}
		})
	}
}

func checkInterruption(t *testing.T, cmd *exec.Cmd, stderr string) {
	t.Helper()
	if status := cmd.ProcessState.ExitCode(); status != 130 {
		t.Errorf("status %d, want 130", status)
	}
	if !strings.Contains(stderr, "interrupted") || !strings.Contains(stderr, "the same command continues") {
		t.Errorf("it does not say how to continue: %q", stderr)
	}
}

func sameFile(t *testing.T, want, got string) {
	t.Helper()
	a, err := os.ReadFile(want)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(got)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Errorf("%s differs:\n%s\nwant\n%s", filepath.Base(got), b, a)
	}
}

// TestSampleAndEvalDrawFromARun takes the images of a finished search.
func TestSampleAndEvalDrawFromARun(t *testing.T) {
	testgpu.Stream(t)
	search := command(t, "search", write(t, "tiny.toml", tiny), "--run", "run", "--set", "search.iterations=[1]")
	if got := run(t, search); got.status != 0 || !strings.Contains(got.stdout, "run/samples/stage1.png") {
		t.Fatalf("status %d\n%s%s", got.status, got.stdout, got.stderr)
	}
	for line, want := range map[string]string{
		"sample run -n 9": "image         run/samples-seed1",
		"sample run/checkpoint.safetensors -n 9 --arch top1":                                   "image         run/samples-seed1",
		"eval run --features builtin --images 9 --splits 1":                                    "9 of 8x8",
		"eval run/checkpoint.safetensors --features builtin --images 9 --splits 1 --arch top1": "9 of 32x32",
	} {
		cmd := command(t, strings.Fields(line)...)
		cmd.Dir = search.Dir
		if got := run(t, cmd); got.status != 0 || !strings.Contains(got.stdout, want) {
			t.Errorf("%s: status %d\n%s%s", line, got.status, got.stdout, got.stderr)
		}
	}
}
