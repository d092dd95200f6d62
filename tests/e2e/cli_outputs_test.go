package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/gan/dataset"
	"autogan/gan/metric/inception"
	"autogan/tests/testgpu"
)

// imageFolder makes a set of labelled images with the given seed.
func imageFolder(t *testing.T, seed uint64, path ...string) string {
	t.Helper()
	dir := filepath.Join(path...)
	if err := dataset.Procedural(40, seed).WriteFolder(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// in runs a command line in a folder and wants a status.
func in(t *testing.T, dir string, status int, args ...string) result {
	t.Helper()
	cmd := command(t, args...)
	cmd.Dir = dir
	got := run(t, cmd)
	if got.status != status {
		t.Errorf("autogan %s: status %d, want %d\n%s%s", strings.Join(args, " "), got.status, status, got.stdout, got.stderr)
	}
	return got
}

// entries counts all files and folders below dir.
func entries(t *testing.T, dir string) (n int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(string, os.DirEntry, error) error { n++; return nil })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestDefaultPreviewsDoNotCollide looks at several sets whose folders have one
// name, from different places.
func TestDefaultPreviewsDoNotCollide(t *testing.T) {
	dir := t.TempDir()
	imageFolder(t, 1, dir, "a", "train")
	imageFolder(t, 2, dir, "b", "train")
	elsewhere := t.TempDir()
	for _, c := range []struct{ from, set, want string }{
		{dir, "a/train", "preview-a-train-32.png"},
		{dir, "b/train", "preview-b-train-32.png"},
		{elsewhere, filepath.Join(dir, "a", "train"), "preview-train-32.png"},
		{elsewhere, filepath.Join(dir, "b", "train"), "preview-train-32-2.png"},
		{elsewhere, filepath.Join(dir, "b", "train"), "preview-train-32-2.png"},
		{elsewhere, filepath.Join(dir, "a", "train"), "preview-train-32.png"},
	} {
		got := in(t, c.from, 0, "data", "preview", c.set)
		if got.stdout != c.want+"\n" {
			t.Errorf("preview of %s is written to %q, want %s", c.set, got.stdout, c.want)
		}
		if said := strings.Contains(got.stderr, "preview-train-32.png holds something else"); said != strings.HasSuffix(c.want, "-2.png") {
			t.Errorf("preview of %s: standard error says %q", c.set, got.stderr)
		}
	}
	if n := entries(t, elsewhere); n != 3 {
		t.Errorf("%d entries, want the folder and two files", n)
	}
}

// TestOutputsStayOutOfTheData asks for files within the set that they are made
// of. Nothing may be written, or the next command would read another set.
func TestOutputsStayOutOfTheData(t *testing.T) {
	dir := t.TempDir()
	set := imageFolder(t, 1, dir, "faces")
	if err := os.Symlink("faces", filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	before := entries(t, dir)
	for _, c := range []struct {
		from   string
		device bool
		args   []string
	}{
		{set, false, []string{"data", "preview", "."}},
		{set, false, []string{"data", "preview", ".", "-o", "new/preview.png"}},
		{dir, false, []string{"data", "preview", "faces", "-o", "link/preview.png"}},
		{dir, false, []string{"data", "preview", "."}}, // which first says that it leaves out the link
		{dir, false, []string{"data", "export", "faces", "faces/out"}},
		{set, false, []string{"scorer", "train", "."}},
		{set, true, []string{"data", "fid-stats", ".", "--features", "builtin"}},
	} {
		if c.device {
			testgpu.Stream(t)
		}
		got := in(t, c.from, 2, c.args...)
		said := strings.Split(strings.TrimSuffix(got.stderr, "\n"), "\n")
		last := said[len(said)-1]
		if !strings.HasPrefix(last, "autogan: ") || !strings.Contains(last, "lies in the data set") || strings.Contains(got.stderr, "device ") {
			t.Errorf("%q says %q, want a last line that names the data set", c.args, got.stderr)
		}
	}
	if after := entries(t, dir); after != before {
		t.Errorf("%d entries, before %d", after, before)
	}
	if got := in(t, set, 0, "data", "preview", ".", "-o", "../faces.png"); got.stdout != "../faces.png\n" {
		t.Errorf("next to the set: %q", got.stdout)
	}
}

// TestDefaultOutputsOfTheDevice makes statistics, scorers, samples and reports of
// two sets or runs under default names.
func TestDefaultOutputsOfTheDevice(t *testing.T) {
	testgpu.Stream(t)
	dir := t.TempDir()
	a, b := imageFolder(t, 1, t.TempDir(), "train"), imageFolder(t, 2, t.TempDir(), "train")
	oldRun(t, filepath.Join(dir), "trained")
	for _, c := range []struct{ line, want string }{
		{"data fid-stats " + a + " --features builtin", "data/fid/train-train-32-scorer-procedural.npz:"},
		{"data fid-stats " + b + " --features builtin", "data/fid/train-train-32-scorer-procedural-2.npz:"},
		{"scorer train " + a + " --size 16 --steps 1 --batch 8", "data/scorers/train.safetensors\n"},
		{"scorer train " + b + " --size 16 --steps 1 --batch 8", "data/scorers/train-2.safetensors\n"},
		{"sample run -n 4", "run/samples-seed1.png\n"},
		{"sample run -n 4", "run/samples-seed1.png\n"},
		{"sample run -n 4 --seed 2", "run/samples-seed2.png\n"},
		{"sample run -n 5", "run/samples-seed1-2.png\n"},
		{"report run", "run/report.html\n"},
		{"report run run", "run/comparison-"},
	} {
		if got := in(t, dir, 0, strings.Fields(c.line)...); !strings.Contains(got.stdout, c.want) {
			t.Errorf("%s says %q, want %q", c.line, got.stdout, c.want)
		}
	}
}

// TestOwnCopyOfInceptionStays converts a file that lies where a download would
// be put, and does not remove it.
func TestOwnCopyOfInceptionStays(t *testing.T) {
	dir := t.TempDir()
	own := filepath.Join(dir, filepath.Base(inception.TorchURL))
	if err := os.WriteFile(own, []byte("another file"), 0o644); err != nil {
		t.Fatal(err)
	}
	got := in(t, dir, 2, "data", "inception", ".")
	if content, err := os.ReadFile(own); err != nil || string(content) != "another file" || !strings.Contains(got.stderr, "it is a text") {
		t.Errorf("the file holds %q, %v; the command says %q", content, err, got.stderr)
	}
}

// TestOutputsAreRefusedBeforeTheWork: what cannot be written in the end is refused
// at the beginning. The work would take minutes.
func TestOutputsAreRefusedBeforeTheWork(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	before := entries(t, dir)
	for _, out := range []string{"", "folder", "folder/", "file/below"} {
		for _, args := range [][]string{
			{"scorer", "train", "procedural", "--steps", "1000000"}, {"data", "fid-stats", "procedural"}, {"data", "preview", "procedural"},
		} {
			got := in(t, dir, 2, append(args, "-o", out)...)
			if strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, "--out") {
				t.Errorf("%v -o %s: %q, want one line", args, out, got.stderr)
			}
		}
	}
	if n := entries(t, dir); n != before {
		t.Errorf("%d entries, were %d", n, before)
	}
}
