package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/tests/testgpu"
)

// TestSearchOnSTL10 searches in stages of 12, 24 and 48 pixels and trains what it
// finds. It uses the first images of a training file; the rest is a hole.
func TestSearchOnSTL10(t *testing.T) {
	testgpu.Stream(t)
	const images, imageBytes = 5000, 3 * 96 * 96
	data := t.TempDir()
	noise := make([]byte, 32*imageBytes)
	random := testgpu.Rand("stl")
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	file := filepath.Join(data, "train_X.bin")
	if err := os.WriteFile(file, noise, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(file, images*imageBytes); err != nil {
		t.Fatal(err)
	}
	scorer := untrainedScorer(t, "stl10", 48)
	settings := []string{"data.path=" + data, "data.images=32", "reward.scorer=" + scorer, "eval.scorer=" + scorer, "gan.channels=4", "gan.disc_channels=4",
		"gan.batch_g=4", "gan.batch_d=4", "search.iterations=[1, 1, 1]", "search.max_steps=4", "search.num_candidates=2", "search.top_k=1",
		"controller.steps=2", "reward.images=8", "reward.splits=2", "reward.batch=8", "train.channels=4", "train.disc_channels=4",
		"train.generator_steps=2", "eval.images=8", "eval.splits=2", "eval.batch=8"}
	args := []string{"search", "stl10", "--run", "run"}
	for _, setting := range settings {
		args = append(args, "--set", setting)
	}
	search := command(t, args...)
	got := run(t, search)
	if got.status != 0 {
		t.Fatalf("status %d\n%s", got.status, got.stderr)
	}
	for _, want := range []string{"12x12", "24x24", "48x48"} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("%q is not in\n%s", want, got.stdout)
		}
	}
	derive := command(t, "derive", "run")
	derive.Dir = search.Dir
	if got := run(t, derive); got.status != 0 || !strings.Contains(got.stdout, "FID of 8 images of 48x48 from the first 32 of all 105,000 images of stl10 train+unlabeled at 48x48 by scorer stl10") {
		t.Errorf("derive: status %d\n%s%s", got.status, got.stdout, got.stderr)
	}
}
