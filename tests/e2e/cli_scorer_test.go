package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/gan/metric/classifier"
	"autogan/tests/testgpu"
)

// untrainedScorer writes the file of a scorer that claims to know a data set.
func untrainedScorer(t *testing.T, set string, size int) string {
	t.Helper()
	_, s := testgpu.Stream(t)
	c, err := classifier.New(s, set, size, []string{"a", "b"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Release()
	path := filepath.Join(t.TempDir(), "scorer-of-"+set+".safetensors")
	if err := c.Save(s, path); err != nil {
		t.Fatal(err)
	}
	return path
}

// wholeCIFAR is a folder that looks like CIFAR-10's training set, all black.
func wholeCIFAR(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, n := range []string{"1", "2", "3", "4", "5"} {
		file := filepath.Join(dir, "data_batch_"+n+".bin")
		if err := os.WriteFile(file, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(file, 10_000*3073); err != nil { // a hole
			t.Fatal(err)
		}
	}
	return dir
}

// TestScorersMustFitTheData: the paper rewards by Inception (Algorithm 1), which
// fits all images. A scorer of other images is an error, never a default, and an
// absent one is an error that says how to get it or do without.
func TestScorersMustFitTheData(t *testing.T) {
	testgpu.Stream(t)
	data := "data.path=" + wholeCIFAR(t)
	stl := untrainedScorer(t, "stl10", 32)
	for name, c := range map[string]struct {
		args []string
		want []string
	}{
		"no Inception": {[]string{"search", "cifar10", "--set", data}, []string{"reward.scorer", "autogan data inception", "cifar10-cheap-reward"}},
		"no scorer in a user's file": {[]string{"search", write(t, "mine.toml", "[data]\nname = \"cifar10\"\npath = \"x\"\n"), "--set", data},
			[]string{"reward.scorer", "autogan data inception", "cifar10-cheap-reward"}},
		"an ablation": {[]string{"search", "cifar10-no-reset", "--set", data}, []string{"reward.scorer", "autogan data inception"}},
		"no scorer's file": {[]string{"search", "cifar10-cheap-reward", "--set", data},
			[]string{"reward.scorer", "data/scorers/cifar10.safetensors", "autogan scorer train cifar10"}},
		"reward of another set":     {[]string{"search", "cifar10", "--set", data, "--set", "reward.scorer=" + stl}, []string{"reward.scorer", "knows images of stl10", `data.name is "cifar10"`}},
		"evaluation of another set": {[]string{"train", "cifar10-top1", "--set", data, "--set", "eval.scorer=" + stl}, []string{"eval.scorer", "knows images of stl10", `data.name is "cifar10"`}},
		"procedural images":         {[]string{"search", "quickstart", "--set", "reward.scorer=" + stl}, []string{"reward.scorer", "knows images of stl10", `data.name is "procedural"`}},
	} {
		t.Run(name, func(t *testing.T) {
			got := run(t, command(t, c.args...))
			if got.status != 2 || strings.Count(got.stderr, "\n") != 1 {
				t.Errorf("status %d, want 2 and one line, got\n%s", got.status, got.stderr)
			}
			for _, want := range c.want {
				if !strings.Contains(got.stderr, want) {
					t.Errorf("%q is not in %q", want, got.stderr)
				}
			}
		})
	}
}

// TestRunsSayTheirScorer in their first lines: the search by what it rewards,
// the training by what it is measured. A folder takes any scorer's file.
func TestRunsSayTheirScorer(t *testing.T) {
	search := command(t, "search", write(t, "tiny.toml", tiny), "--run", "run", "--set", "search.iterations=[1]")
	got := run(t, search)
	if want := "reward: Inception score of 16 images by scorer builtin (procedural, 10 classes), not the paper's Inception-v3\n"; got.status != 0 || !strings.Contains(got.stderr, want) {
		t.Errorf("status %d, %q is not in\n%s", got.status, want, got.stderr)
	}
	images := filepath.Join(t.TempDir(), "mine")
	export := command(t, "data", "export", "procedural", images)
	if got := run(t, export); got.status != 0 {
		t.Fatalf("status %d\n%s", got.status, got.stderr)
	}
	train := command(t, "train", write(t, "tiny.toml", tiny+tinyFinal), "--arch", "1 0 1 1", "--run", "run", "--set", "data.name=folder", "--set", "data.path="+images,
		"--set", "reward.scorer="+untrainedScorer(t, "others", 32))
	got = run(t, train)
	for _, want := range []string{"evaluation: IS of 16 images in 2 splits by scorer others (2 classes); published figures: 50,000 images, 10 splits, Inception-v3",
		"evaluation: FID of 16 images of 8x8 from 64 images of folder mine at 8x8 by scorer others",
		"warning: the FID of 16 generated images by 96 features"} {
		if got.status != 0 || !strings.Contains(got.stderr, want) {
			t.Errorf("status %d, %q is not in\n%s", got.status, want, got.stderr)
		}
	}
}
