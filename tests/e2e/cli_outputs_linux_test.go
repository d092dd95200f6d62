package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"autogan/tests/testgpu"
)

// outputs are the commands that write a file of the user's choice, without its
// name. They run in a folder with the set images and the training run.
var outputs = []string{
	"data preview images -n 4 -o",
	"data fid-stats images --size 8 --features builtin -o",
	"scorer train images --size 16 --steps 1 --batch 8 -o",
	"sample run -n 4 -o",
	"report run --out",
}

func outputFolder(t *testing.T) string {
	t.Helper()
	testgpu.Stream(t)
	dir := t.TempDir()
	imageFolder(t, 1, dir, "images")
	oldRun(t, dir, "trained")
	return dir
}

// TestOutputsOntoSpecialFiles: a link stays and its target is written, also if
// it did not exist; a pipe or a device takes the content and stays what it is.
func TestOutputsOntoSpecialFiles(t *testing.T) {
	dir := outputFolder(t)
	if err := os.Mkdir(filepath.Join(dir, "real"), 0o755); err != nil {
		t.Fatal(err)
	}
	for i, line := range outputs {
		name := string(rune('a' + i))
		link, pipe := filepath.Join(dir, name), filepath.Join(dir, name+"-pipe")
		if err := os.Symlink(filepath.Join("real", name), link); err != nil {
			t.Fatal(err)
		}
		for range 2 { // through a broken link, then over a file
			in(t, dir, 0, append(strings.Fields(line), name)...)
		}
		target, err := os.Readlink(link)
		info, statErr := os.Stat(filepath.Join(dir, "real", name))
		if err != nil || statErr != nil || info.Size() == 0 {
			t.Errorf("%s a link: it points to %q, %v; the target: %v", line, target, err, statErr)
		}
		if err := syscall.Mkfifo(pipe, 0o600); err != nil {
			t.Fatal(err)
		}
		var reader sync.WaitGroup
		var read []byte
		reader.Go(func() { read, _ = os.ReadFile(pipe) })
		in(t, dir, 0, append(strings.Fields(line), pipe)...)
		reader.Wait()
		if after, err := os.Lstat(pipe); err != nil || after.Mode().Type() != os.ModeNamedPipe || int64(len(read)) != info.Size() {
			t.Errorf("%s a pipe: %d bytes arrive, want %d; it is now %v, %v", line, len(read), info.Size(), after, err)
		}
	}
}

// TestStatusOfOutputs: a full disk is the machine's failure and an impossible
// name is the user's mistake, for each command that writes.
func TestStatusOfOutputs(t *testing.T) {
	dir := outputFolder(t)
	for _, link := range [][2]string{{"circle", "round"}, {"round", "circle"}} {
		if err := os.Symlink(link[0], filepath.Join(dir, link[1])); err != nil {
			t.Fatal(err)
		}
	}
	for _, line := range outputs {
		for _, c := range []struct {
			out    string
			status int
			want   string
		}{
			{"/dev/full", 1, "no space left on device"},
			{".", 2, "is a directory"},
			{"run/config.toml/x", 2, "not a directory"},
			{strings.Repeat("x", 300), 2, "file name too long"},
			{"circle", 2, "too many levels of symbolic links"},
		} {
			got := in(t, dir, c.status, append(strings.Fields(line), c.out)...)
			last := strings.TrimSuffix(got.stderr, "\n")
			if device, line, found := strings.Cut(last, "\n"); found && strings.HasPrefix(device, "device ") && c.status == 1 {
				last = line // a failure of the machine names the device first
			}
			if !strings.Contains(last, c.want) || strings.Contains(last, "\n") || strings.Contains(last, "unfinished") {
				t.Errorf("%s %.20s says %q, want one line with %q", line, c.out, got.stderr, c.want)
			}
		}
	}
}

// TestUnwrittenResultIsAFailure prints the results of commands onto a full disk.
func TestUnwrittenResultIsAFailure(t *testing.T) {
	dir := outputFolder(t)
	for _, line := range []string{
		"devices", "devices --json", "data verify images", "data export images copy", "scorer eval images --size 16",
		"eval run --features builtin --images 4 --splits 1", "train run/config.toml --run run",
		outputs[0] + " a", outputs[1] + " b", outputs[2] + " c", outputs[3] + " d", outputs[4] + " e",
	} {
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Skip(err)
		}
		cmd := command(t, strings.Fields(line)...)
		cmd.Dir = dir
		var said strings.Builder
		cmd.Stdout, cmd.Stderr = full, &said
		_ = cmd.Run()
		full.Close()
		if status := cmd.ProcessState.ExitCode(); status != 1 || !strings.HasSuffix(said.String(), "autogan: standard output: write /dev/stdout: no space left on device\n") {
			t.Errorf("%s: status %d, %q, want 1 and what happened", line, status, said.String())
		}
	}
}

// TestClosedOutputIsAFailure starts commands without a standard output, with
// which nothing else may end up in its place.
func TestClosedOutputIsAFailure(t *testing.T) {
	whole, err := filepath.Abs("testdata/format1/trained")
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"arch", "top1"}, {"data", "preview", "procedural", "-n", "4", "-o", "a.png"}, {"check", whole}} {
		cmd := command(t, args...)
		cmd.Path, cmd.Args = "/bin/sh", append([]string{"sh", "-c", `exec "$0" "$@" >&-`}, cmd.Args...)
		if got := run(t, cmd); got.status != 1 || got.stderr != "autogan: standard output: it was closed at the start\n" || got.stdout != "" {
			t.Errorf("%q: status %d, %q, %q, want 1 and what happened", args, got.status, got.stdout, got.stderr)
		}
	}
}

// TestLostOutputCostsNoFiles runs a search, its derivation and their page while
// nothing can be printed: everything else is done, and the status is 1.
func TestLostOutputCostsNoFiles(t *testing.T) {
	testgpu.Stream(t)
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	cmd := command(t, "search", write(t, "tiny.toml", deriving), "--run", "run")
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = full, &said
	_ = cmd.Run()
	if status := cmd.ProcessState.ExitCode(); status != 1 || !strings.Contains(said.String(), "autogan: standard output: ") {
		t.Errorf("status %d, want 1 and what happened\n%s", status, said.String())
	}
	for _, file := range []string{"result.json", "derive/result.json", "report.html"} {
		if _, err := os.Stat(filepath.Join(cmd.Dir, "run", file)); err != nil {
			t.Error(err)
		}
	}
}
