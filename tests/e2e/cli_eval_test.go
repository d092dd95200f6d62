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
	if err := dataset.Procedural(60, 3).WriteFolder(t.Context(), filepath.Join(dir, "images")); err != nil {
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
	if want := "fid/images.npz: 60 images of folder images at 32x32, 96 features scorer procedural of weights "; !strings.HasPrefix(stats.stdout, want) {
		t.Errorf("fid-stats printed %q, want %q", stats.stdout, want)
	}
	st, err := metric.ReadStatistics(filepath.Join(dir, "fid/images.npz"))
	if err != nil || st.Count != 60 || st.Size != 32 || st.Set != "folder images" || len(st.Weights) != 64 || len(st.Images) != 64 {
		t.Errorf("statistics of %d images of %q at %d, hashes %q and %q, %v", st.Count, st.Set, st.Size, st.Weights, st.Images, err)
	}
	common := []string{"eval", "generator.safetensors", "--features", "builtin", "--images", "50", "--splits", "2", "--batch", "20"}
	byFile := evalIn(t, dir, append(common, "--reference", "fid/images.npz")...).stdout
	byFolder := evalIn(t, dir, append(common, "--reference", "images")...).stdout
	pattern := regexp.MustCompile(`(?m)^architecture +1 0 1 1 .*
images +50 of 32x32, seed 1
IS +\d+\.\d\d ± \d+\.\d\d +of 50 images in 2 splits by scorer procedural \(10 classes\); published figures: 50,000 images, 10 splits, Inception-v3 of 2015-12-05
FID +(\d+\.\d\d) +of 50 images of 32x32 from 60 images of folder images at 32x32 by scorer procedural \(96 features\); published figures: 50,000 images, from all 50,000 images of cifar10 train at 32x32, Inception-v3 of 2015-12-05
$`)
	if !pattern.MatchString(byFile) {
		t.Errorf("eval printed\n%s", byFile)
	}
	if byFolder != byFile {
		t.Errorf("against the folder eval printed\n%swant\n%s", byFolder, byFile)
	}
	for _, batch := range []string{"7", "50"} {
		if other := evalIn(t, dir, append(common, "--reference", "fid/images.npz", "--batch", batch)...).stdout; other != byFile {
			t.Errorf("in batches of %s eval printed\n%swant\n%s", batch, other, byFile)
		}
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
	if got, same := distanceIn(pattern, other), distanceIn(pattern, byFile); got == same {
		t.Errorf("the distance of images of another seed is %s too", got)
	}
}

// distanceIn is the figure after FID; the seed may be another.
func distanceIn(pattern *regexp.Regexp, text string) string {
	found := pattern.FindStringSubmatch(strings.Replace(text, "seed 2", "seed 1", 1))
	if found == nil {
		return "none"
	}
	return found[1]
}

func TestEvalRefusesWhatDoesNotFit(t *testing.T) {
	dir := evaluated(t)
	if err := os.WriteFile(filepath.Join(dir, "text.npz"), []byte("text"), 0o644); err != nil {
		t.Fatal(err)
	}
	evalIn(t, dir, "data", "fid-stats", "images", "--features", "builtin", "-o", "own.npz")
	st, err := metric.ReadStatistics(filepath.Join(dir, "own.npz"))
	if err != nil {
		t.Fatal(err)
	}
	retrained := st
	retrained.Weights = strings.Repeat("0", 64)
	if err := retrained.Write(filepath.Join(dir, "retrained.npz")); err != nil {
		t.Fatal(err)
	}
	st.Features = metric.Pool3
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
		"other weights":     {[]string{"eval", "generator.safetensors", "--features", "builtin", "--reference", "retrained.npz"}, "their weights are 000000000000"},
		"kid, no images":    {[]string{"eval", "generator.safetensors", "--features", "builtin", "--metrics", "kid"}, "--metrics kid: it needs the real images themselves"},
		"kid, statistics":   {[]string{"eval", "--real", "own.npz", "--fake", "images", "--features", "builtin", "--metrics", "is,kid"}, "--metrics kid: it needs the real images themselves"},
		"pr, few images":    {[]string{"eval", "generator.safetensors", "--features", "builtin", "--images", "5", "--splits", "1", "--reference", "images", "--metrics", "pr"}, "--metrics pr: 5 images, want at least 6"},
		"fid of nothing":    {[]string{"eval", "generator.safetensors", "--features", "builtin", "--metrics", "fid"}, "--metrics fid: there are no statistics"},
		"no fake images":    {[]string{"eval", "--real", "images", "--fake", "nothing", "--features", "builtin"}, "nothing: no such folder"},
		"fake statistics":   {[]string{"eval", "--real", "images", "--fake", "own.npz", "--features", "builtin"}, "own.npz: this is a file, want a folder of images"},
		"real, a text":      {[]string{"eval", "--real", "text.npz", "--fake", "images", "--features", "builtin"}, "text.npz"},
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

// TestEvalWarnsWhereAFigureMeansLittle: splits of one image, fewer images than
// features on both sides, and a reference of other images than were trained on.
func TestEvalWarnsWhereAFigureMeansLittle(t *testing.T) {
	dir := evaluated(t)
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte("[data]\nname = \"procedural\"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	args := []string{"eval", "generator.safetensors", "--features", "builtin", "--images", "10", "--splits", "10", "--reference", "images"}
	got := evalIn(t, dir, args...).stderr
	for _, want := range []string{
		"warning: 10 images in 10 splits are 1 a split",
		"warning: the FID of 10 generated images by 96 features",
		"warning: the FID of 60 reference images by 96 features",
		"warning: the FID is the distance from 60 images of folder images at 32x32, but the generator was trained on procedural\n",
	} {
		if strings.Count(got, want) != 1 {
			t.Errorf("%q is not once in\n%s", want, got)
		}
	}
}

// TestEvalSaysWhyThereIsNoFID: a figure that is left out without a word looks
// like a fault of the program.
func TestEvalSaysWhyThereIsNoFID(t *testing.T) {
	dir := evaluated(t)
	const why = "no FID: there are no statistics of real images by --features builtin"
	args := []string{"eval", "generator.safetensors", "--features", "builtin", "--images", "20", "--splits", "2"}
	if got := evalIn(t, dir, args...); !strings.Contains(got.stderr, why) || strings.Contains(got.stdout, "FID  ") {
		t.Errorf("without statistics it prints\n%s%s", got.stderr, got.stdout)
	}
	if got := evalIn(t, dir, append(args, "--reference", "images")...); strings.Contains(got.stderr, "no FID") || !strings.Contains(got.stdout, "FID  ") {
		t.Errorf("with a reference it prints\n%s%s", got.stderr, got.stdout)
	}
}

// TestMissingInceptionIsSaidOnce: the error about the whole network and the one
// about a stage of it say once how to get it.
func TestMissingInceptionIsSaidOnce(t *testing.T) {
	dir := evaluated(t)
	for _, features := range []string{"inception", "inception/mixed_7"} {
		cmd := command(t, "eval", "generator.safetensors", "--features", features)
		cmd.Dir = dir
		got := run(t, cmd)
		for _, want := range []string{"get it by `autogan data inception`", "or `autogan data inception --from FILE`", "--features builtin does without it"} {
			if got.status != 2 || strings.Count(got.stderr, want) != 1 || strings.Count(got.stderr, "autogan data inception") != 2 {
				t.Errorf("%s: status %d, %q is not once, or there is more advice, in\n%s", features, got.status, want, got.stderr)
			}
		}
	}
}
