package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/gan/dataset"
	"autogan/gan/metric"
	"autogan/nas/autogan"
	"autogan/tests/testgpu"
)

// evaluated is a folder with a generator's file, statistics and images.
func evaluated(t *testing.T) string {
	t.Helper()
	_, s := testgpu.Stream(t)
	a, err := arch.AutoGAN.Parse("top1")
	if err != nil {
		t.Fatal(err)
	}
	g, err := gan.NewGenerator(s, a, arch.Geometry{Channels: 4, LatentDim: 8, BottomWidth: 4}, arch.TapBeforeSkips, 5)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Release()
	dir := t.TempDir()
	if err := gan.SaveGenerator(s, g, filepath.Join(dir, "generator.safetensors")); err != nil {
		t.Fatal(err)
	}
	if err := dataset.Procedural(60, 3).WriteFolder(filepath.Join(dir, "images")); err != nil {
		t.Fatal(err)
	}
	return dir
}

func evalIn(t *testing.T, dir string, args ...string) result {
	t.Helper()
	cmd := command(t, args...)
	cmd.Dir = dir
	got := run(t, cmd)
	if got.status != 0 {
		t.Fatalf("%s: status %d, %s", strings.Join(args, " "), got.status, got.stderr)
	}
	return got
}

// TestEvalPrintsScoresByProtocol measures a generator against statistics that
// fid-stats writes and against the folder that they are of: the same distance.
func TestEvalPrintsScoresByProtocol(t *testing.T) {
	dir := evaluated(t)
	stats := evalIn(t, dir, "data", "fid-stats", "images", "--features", "builtin", "-o", "fid/images.npz")
	if want := "fid/images.npz: 60 images, 96 features scorer procedural\n"; stats.stdout != want {
		t.Errorf("fid-stats printed %q, want %q", stats.stdout, want)
	}
	st, err := metric.ReadStatistics(filepath.Join(dir, "fid/images.npz"))
	if err != nil || st.Count != 60 {
		t.Errorf("statistics of %d images, %v", st.Count, err)
	}
	common := []string{"eval", "generator.safetensors", "--features", "builtin", "--images", "50", "--splits", "2", "--batch", "20"}
	byFile := evalIn(t, dir, append(common, "--reference", "fid/images.npz")...).stdout
	byFolder := evalIn(t, dir, append(common, "--reference", "images")...).stdout
	pattern := regexp.MustCompile(`(?m)^architecture +1 0 1 1 .*
images +50 of 32x32, seed 1
IS-50 \(scorer procedural, 10 classes\) +\d+\.\d\d ± \d+\.\d\d
FID-50/train \(scorer procedural, 96-d\) +(\d+\.\d\d)
$`)
	if !pattern.MatchString(byFile) {
		t.Errorf("eval printed\n%s", byFile)
	}
	if byFolder != byFile {
		t.Errorf("against the folder eval printed\n%swant\n%s", byFolder, byFile)
	}
	if plain := evalIn(t, dir, common...).stdout; strings.Contains(plain, "FID") {
		t.Errorf("without a reference eval printed\n%s", plain)
	}
	if err := st.Write(filepath.Join(dir, autogan.ReferenceFile(32))); err != nil {
		t.Fatal(err)
	}
	if kept := evalIn(t, dir, common...).stdout; kept != byFile {
		t.Errorf("with what a training keeps eval printed\n%swant\n%s", kept, byFile)
	}
	other := evalIn(t, dir, append(common, "--reference", "fid/images.npz", "--seed", "2")...).stdout
	if got, same := lastField(other), lastField(byFile); got == same {
		t.Errorf("the distance of images of another seed is %s too", got)
	}
}

// lastField is the last word: the distance.
func lastField(text string) string {
	fields := strings.Fields(text)
	return fields[len(fields)-1]
}

func TestEvalRefusesWhatDoesNotFit(t *testing.T) {
	dir := evaluated(t)
	if err := os.WriteFile(filepath.Join(dir, "text.npz"), []byte("text"), 0o644); err != nil {
		t.Fatal(err)
	}
	other := metric.Statistics{Features: metric.Pool3, Mean: make([]float64, 2)}
	evalIn(t, dir, "data", "fid-stats", "images", "--features", "builtin", "-o", "own.npz")
	st, err := metric.ReadStatistics(filepath.Join(dir, "own.npz"))
	if err != nil {
		t.Fatal(err)
	}
	st.Features = other.Features
	if err := st.Write(filepath.Join(dir, "foreign.npz")); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no network":        {[]string{"eval", "generator.safetensors"}, "autogan data inception"},
		"no checkpoint":     {[]string{"eval", "nowhere.safetensors"}, "nowhere.safetensors"},
		"more splits":       {[]string{"eval", "generator.safetensors", "--features", "builtin", "--images", "5"}, "5 images"},
		"no statistics":     {[]string{"eval", "generator.safetensors", "--features", "builtin", "--reference", "text.npz"}, "text.npz"},
		"other features":    {[]string{"eval", "generator.safetensors", "--features", "builtin", "--reference", "foreign.npz"}, "96 features pool_3"},
		"no such set":       {[]string{"eval", "generator.safetensors", "--features", "builtin", "--reference", "nothing"}, "no such folder"},
		"no such split":     {[]string{"data", "fid-stats", "images", "--split", "test"}, `no split "test"`},
		"too many":          {[]string{"data", "fid-stats", "images", "-n", "61"}, "it has 60 images"},
		"missing batches":   {[]string{"data", "preview", cifarFolder(t)}, "--batches 1"},
		"missing in config": {[]string{"search", "cifar10", "--set", "data.path=" + cifarFolder(t)}, "--set data.batches=1"},
	} {
		t.Run(name, func(t *testing.T) {
			cmd := command(t, c.args...)
			cmd.Dir = dir
			got := run(t, cmd)
			if got.status != 2 || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, c.want) || got.stdout != "" {
				t.Errorf("status %d, want 2 and one line with %q, got %s%s", got.status, c.want, got.stderr, got.stdout)
			}
		})
	}
}

// cifarFolder has the first of CIFAR-10's five files.
func cifarFolder(t *testing.T) string {
	t.Helper()
	return filepath.Dir(write(t, "data_batch_1.bin", strings.Repeat("\x00", 10_000*3073)))
}
