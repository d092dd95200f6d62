package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/layers/checkpoint"
	"autogan/tests/testgpu"
)

// networksOf returns the networks and optimisers of a run's checkpoint.
func networksOf(t *testing.T, run string) []checkpoint.Array {
	t.Helper()
	file, err := checkpoint.Load(filepath.Join(run, "checkpoint.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	return file.Arrays
}

func sameNetworks(t *testing.T, label string, got, want []checkpoint.Array) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d tensors, want %d", label, len(got), len(want))
		return
	}
	for i, a := range want {
		if got[i].Name != a.Name || !bytes.Equal(got[i].Data, a.Data) {
			t.Errorf("%s: %s differs from %s", label, got[i].Name, a.Name)
		}
	}
}

// TestImportedRunGoesOn: a training that goes through a file of PyTorch loses
// nothing. It goes on with the same bits as the one that it was written from, with
// the moments of its optimisers, its power iterations and its place in the data.
func TestImportedRunGoesOn(t *testing.T) {
	testgpu.Stream(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "tiny.toml"), []byte(tinyTraining), 0o644); err != nil {
		t.Fatal(err)
	}
	in(t, dir, 0, "train", "tiny.toml", "--run", "first")
	got := in(t, dir, 0, "export", "first", "--to", "pytorch", "--whole", "-o", "first.pth")
	for _, want := range []string{"1 1 1 1 / 1 0 0 1 1", "models_search/shared_gan.py: Generator, then set_arch([1, 1, 1, 1, 1, 0, 0, 1, 1], cur_stage=1)", "first.pth"} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("%q is not in\n%s", want, got.stdout)
		}
	}
	got = in(t, dir, 0, "import", "first.pth", "--arch", "1 1 1 1 / 1 0 0 1 1", "--experiment", "tiny.toml", "--set", "train.generator_steps=14", "-o", "second")
	for _, want := range []string{"width 8, latent vectors of 16, images of 16x16", "generator, averaged generator, discriminator, the generator's Adam, the discriminator's Adam\n",
		"20 discriminator steps of 28", "autogan train second/config.toml --run second"} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("%q is not in\n%s", want, got.stdout)
		}
	}
	first, second := filepath.Join(dir, "first"), filepath.Join(dir, "second")
	sameNetworks(t, "imported", networksOf(t, second), networksOf(t, first))
	for _, line := range []string{"check second", "sample second -n 4", "eval second --features builtin --images 16 --splits 1", "report second"} {
		in(t, dir, 0, strings.Fields(line)...)
	}
	if got := in(t, dir, 0, "runs", "."); !strings.Contains(got.stdout, "imported from first.pth") {
		t.Errorf("the state of the run is not in\n%s", got.stdout)
	}
	in(t, dir, 0, "train", "tiny.toml", "--run", "first", "--continue-with", "train.generator_steps=14")
	in(t, dir, 0, "train", "second/config.toml", "--run", "second")
	sameNetworks(t, "continued", networksOf(t, second), networksOf(t, first))
}

// TestImportOfAGenerator: the generator alone makes a run, which says what it
// lacks, and draws the same images. A training begins there with a new
// discriminator.
func TestImportOfAGenerator(t *testing.T) {
	testgpu.Stream(t)
	dir := t.TempDir()
	oldRun(t, dir, "trained")
	in(t, dir, 0, "export", "run", "--to", "pytorch")
	got := in(t, dir, 0, "import", "run/generator-best.pth", "--arch", "1 0 1 1", "--experiment", "run/config.toml", "--set", "train.generator_steps=1", "-o", "again")
	for _, want := range []string{"averaged generator, discriminator, the generator's Adam, the discriminator's Adam: a training begins with new ones", "0 discriminator steps of 1\n"} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("%q is not in\n%s", want, got.stdout)
		}
	}
	in(t, dir, 0, "sample", "run", "-n", "4", "-o", "a.png")
	in(t, dir, 0, "sample", "again", "-n", "4", "-o", "b.png")
	sameFile(t, filepath.Join(dir, "a.png"), filepath.Join(dir, "b.png"))
	in(t, dir, 0, "train", "again/config.toml", "--run", "again")
}

// TestExportOfASearch: its shared weights go through the published supernet, and
// draw the same images.
func TestExportOfASearch(t *testing.T) {
	testgpu.Stream(t)
	dir := t.TempDir()
	oldRun(t, dir, "searched")
	in(t, dir, 0, "export", "run", "--to", "pytorch", "--arch", "0 1 2 1 / 0 2 2 1 1")
	in(t, dir, 0, "import", "run/supernet.pth", "--arch", "0 0 0 1 / 0 2 2 1 0", "--experiment", "run/config.toml", "-o", "drawn")
	in(t, dir, 0, "sample", "run", "-n", "4", "-o", "a.png")
	in(t, dir, 0, "sample", "drawn", "-n", "4", "-o", "b.png")
	sameFile(t, filepath.Join(dir, "a.png"), filepath.Join(dir, "b.png"))
	for line, want := range map[string]string{
		"export run --to pytorch --whole":     "a search, whose controller",
		"export run --to pytorch --arch top1": "gan.skip_tap: it is \"before-skips\"",
	} {
		got := in(t, dir, 2, strings.Fields(line)...)
		if !strings.Contains(got.stderr, want) || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%s: %q is not in the line %q", line, want, got.stderr)
		}
	}
	in(t, dir, 0, "export", "run", "--to", "pytorch", "--arch", "top1", "--out-of-place", "-o", "other.pth")
}

// TestImportKeepsWhatIsThere: a folder with files stays as it is, also that of a
// run or one in a run.
func TestImportKeepsWhatIsThere(t *testing.T) {
	testgpu.Stream(t)
	dir := t.TempDir()
	oldRun(t, dir, "trained")
	in(t, dir, 0, "export", "run", "--to", "pytorch", "-o", "g.pth")
	before := entries(t, dir)
	for out, want := range map[string]string{"run": "is not empty", "run/inside": "lies in the run", "g.pth": "g.pth"} {
		got := in(t, dir, 2, "import", "g.pth", "--arch", "1 0 1 1", "--experiment", "run/config.toml", "-o", out)
		if !strings.Contains(got.stderr, want) {
			t.Errorf("%q is not in %q", want, got.stderr)
		}
	}
	if after := entries(t, dir); after != before {
		t.Errorf("%d files and folders, before it were %d", after, before)
	}
}
