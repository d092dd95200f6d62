//go:build unix

package e2e

import (
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"autogan/tests/testgpu"
)

// TestEverythingStopsSoon interrupts commands in loops that last for minutes, or
// for ever. Each must end within seconds, with one line and nothing half
// written.
func TestEverythingStopsSoon(t *testing.T) {
	images, pipe, zeros := largeImages(t), namedPipe(t, "pipe.toml"), zeros(t, 40<<30)
	search := []string{"search", write(t, "tiny.toml", tiny), "--run", "run"}
	for _, c := range []struct {
		name   string
		args   []string
		device bool
		writes string // what it must not leave
	}{
		{"draw a set", append(search, "--set", "data.images=400000"), true, "run"},
		{"read images", []string{"data", "verify", images}, false, ""},
		{"read images for a search", append(search, "--set", "data.name=folder", "--set", "data.path="+images, "--set", "reward.scorer=none.safetensors"), true, "run"},
		{"read images for a score", []string{"data", "fid-stats", images, "--features", "builtin", "-o", "out.npz"}, false, "out.npz"},
		{"read images for a scorer", []string{"scorer", "train", images, "-o", "out.safetensors"}, false, "out.safetensors"},
		{"write images", []string{"data", "export", "procedural", "out", "--size", "512"}, false, "out"},
		{"check an archive", []string{"data", "cifar10", "out", "--archive", zeros}, false, "out"},
		{"train a scorer", []string{"scorer", "train", "procedural", "-o", "out.safetensors"}, true, "out.safetensors"},
		{"wait for a pipe", []string{"arch", "--space", pipe}, false, ""},
		{"wait for an experiment", []string{"search", pipe, "--run", "run"}, false, "run"},
		{"wait for a training's experiment", []string{"train", pipe, "--run", "run"}, false, "run"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.device {
				testgpu.Stream(t)
			}
			p := launch(t, command(t, c.args...))
			time.Sleep(1500 * time.Millisecond)
			ending{signals: []os.Signal{os.Interrupt}}.disturb(p)
			asked := time.Now()
			time.AfterFunc(stopLimit, func() { _ = p.Process.Kill() })
			status, said := p.ended(t)
			if lasted := time.Since(asked); status != 130 || !strings.Contains(said, "interrupted") {
				t.Errorf("%v after Ctrl-C: status %d, want 130\n%s", lasted, status, said)
			} else {
				t.Logf("it ended %v after Ctrl-C", lasted.Round(time.Millisecond))
			}
			if _, err := os.Stat(filepath.Join(p.Dir, c.writes)); c.writes != "" && err == nil {
				t.Errorf("it left %s", c.writes)
			}
		})
	}
}

// TestPipesAreRefused where a file is read from back to front or more than once:
// at once, with one line that names them. An experiment may come from a pipe.
func TestPipesAreRefused(t *testing.T) {
	testgpu.Stream(t)
	trained, err := filepath.Abs("testdata/format1/trained")
	if err != nil {
		t.Fatal(err)
	}
	experiment, scorer, reference := write(t, "tiny.toml", tiny), namedPipe(t, "scorer.safetensors"), namedPipe(t, "reference.npz")
	recorded := filepath.Dir(namedPipe(t, "config.toml"))
	train := []string{"train", experiment, "--arch", "1 0 1 1", "--run", "run"}
	for name, c := range map[string]struct {
		args []string
		pipe string
	}{
		"scorer of rewards":       {[]string{"search", experiment, "--run", "run", "--set", "reward.scorer=" + scorer}, scorer},
		"scorer of evaluations":   {append(train, "--set", "eval.scorer="+scorer), scorer},
		"reference":               {append(train, "--set", "eval.reference="+reference), reference},
		"reference of eval":       {[]string{"eval", trained, "--features", "builtin", "--reference", reference}, reference},
		"features of eval":        {[]string{"eval", trained, "--features", scorer}, scorer},
		"generator":               {[]string{"sample", scorer}, scorer},
		"network to convert":      {[]string{"data", "inception", "--from", scorer}, scorer},
		"configuration of a run":  {[]string{"derive", recorded}, recorded},
		"configuration of a page": {[]string{"report", recorded}, recorded},
		"archive":                 {[]string{"data", "cifar10", "out", "--archive", scorer}, scorer},
	} {
		t.Run(name, func(t *testing.T) {
			cmd := command(t, c.args...)
			hangs := time.AfterFunc(stopLimit, func() { _ = cmd.Process.Kill() })
			got := run(t, cmd)
			if hangs.Stop(); got.status != 2 || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, c.pipe) || !strings.Contains(got.stderr, "it is a pipe, want a regular file") {
				t.Errorf("status %d, want 2 and one line that names the pipe, got\n%s", got.status, got.stderr)
			}
		})
	}
}

// stopLimit is how long a command may take to end; a busy machine takes longer
// than the two seconds of an idle one.
const stopLimit = 8 * time.Second

// largeImages makes a folder of images that take minutes to read.
func largeImages(t *testing.T) string {
	t.Helper()
	const side, count = 3000, 400
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(1, 1))
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		img.Pix[i] = byte(r.Uint32()) | byte(i%4/3*255)
	}
	first := filepath.Join(dir, "a", "0.png")
	if err := os.Mkdir(filepath.Dir(first), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(first)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(f, img); err != nil {
		t.Fatal(err)
	}
	for i := 1; i < count; i++ {
		if err := os.Link(first, filepath.Join(dir, "a", fmt.Sprintf("%d.png", i))); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// zeros makes a file without blocks on the disk.
func zeros(t *testing.T, size int64) string {
	t.Helper()
	path := write(t, "zeros.tar.gz", "")
	if err := os.Truncate(path, size); err != nil {
		t.Fatal(err)
	}
	return path
}

// namedPipe makes a pipe to which nobody writes.
func namedPipe(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
