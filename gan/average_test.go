package gan_test

import (
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/layers"
	"autogan/layers/checkpoint"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

var averaged = arch.Geometry{Channels: 4, LatentDim: 8, BottomWidth: 4}

func newGenerator(t *testing.T, s *vk.Stream, text string) *gan.Generator {
	t.Helper()
	a, err := arch.AutoGAN.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	g, err := gan.NewGenerator(s, a, averaged, arch.TapBeforeSkips, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.Release)
	return g
}

func floats(t *testing.T, s *vk.Stream, x tensor.Tensor) []float32 {
	t.Helper()
	values, err := x.Floats(s)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

// TestAverageStandsInAndStepsAside: within Use the generator has the averaged
// weights and the recomputed statistics; afterwards it has the same bits as
// before.
func TestAverageStandsInAndStepsAside(t *testing.T) {
	_, s := testgpu.Stream(t)
	g := newGenerator(t, s, "1 1 1 1 / 0 1 0 1 1")
	average, err := gan.NewAverage(s, g, 0.75)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(average.Release)
	const name, statistic = "rgb.conv.bias", "rgb.norm.running_var"
	old := floats(t, s, g.StateDict()[name])
	tensor.Fill(s, g.StateDict()[name], 2)
	tensor.Fill(s, g.StateDict()[statistic], 7)
	average.Update()
	before := map[string][]float32{}
	for key, x := range g.StateDict() {
		before[key] = floats(t, s, x)
	}
	err = average.Use(func() error { return g.GatherStatistics(s, g.Arch(), 4, 5) }, func() error {
		for i, got := range floats(t, s, g.StateDict()[name]) {
			if want := 0.75*float64(old[i]) + 0.25*2; math.Abs(float64(got)-want) > 1e-6 {
				t.Errorf("%s[%d] is %g within Use, want %g", name, i, got, want)
			}
		}
		if slices.Equal(floats(t, s, g.StateDict()[statistic]), before[statistic]) {
			t.Errorf("%s is the trained weights' within Use", statistic)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for key, x := range g.StateDict() {
		if !slices.Equal(floats(t, s, x), before[key]) {
			t.Errorf("%s is not what it was before Use", key)
		}
	}
}

// TestGatheredStatisticsAreThoseOfTheImages compares images made with gathered
// statistics with images made with the statistics of their own, large batch.
// Images made with the initial statistics are far off.
func TestGatheredStatisticsAreThoseOfTheImages(t *testing.T) {
	_, s := testgpu.Stream(t)
	g := newGenerator(t, s, "1 1 1 1 / 0 1 0 1 1")
	z := gan.Latent(s, 512, averaged.LatentDim, 9, 0)
	sample := func(mode layers.Mode) []float32 { return floats(t, s, g.Sample(s, z, g.Arch(), mode)) }
	want := sample(layers.EvalBatch)
	begin := distance(sample(layers.Eval), want)
	if err := g.GatherStatistics(s, g.Arch(), 64, 3); err != nil {
		t.Fatal(err)
	}
	z = gan.Latent(s, 512, averaged.LatentDim, 9, 0) // GatherStatistics ended the step of the first
	if got := distance(sample(layers.Eval), want); got > 0.05 || begin < 4*got {
		t.Errorf("root mean square distance %.4f with gathered statistics, %.4f before", got, begin)
	}
}

func distance(a, b []float32) float64 {
	sum := 0.0
	for i := range a {
		sum += math.Pow(float64(a[i]-b[i]), 2)
	}
	return math.Sqrt(sum / float64(len(a)))
}

// TestGeneratorFileSaysWhatItHolds loads what was saved, without being told the
// architecture or the sizes, and gets the same images.
func TestGeneratorFileSaysWhatItHolds(t *testing.T) {
	_, s := testgpu.Stream(t)
	g := newGenerator(t, s, "1 1 2 1 / 0 1 0 1 1")
	path := filepath.Join(t.TempDir(), "generator.safetensors")
	if err := gan.SaveGenerator(s, g, path); err != nil {
		t.Fatal(err)
	}
	loaded, err := gan.LoadGenerator(s, path)
	if err != nil {
		t.Fatal(err)
	}
	defer loaded.Release()
	if loaded.Arch().String() != g.Arch().String() || loaded.Geometry() != g.Geometry() {
		t.Fatalf("got %v %+v, want %v %+v", loaded.Arch(), loaded.Geometry(), g.Arch(), g.Geometry())
	}
	images := func(g *gan.Generator) []float32 {
		return floats(t, s, g.Sample(s, gan.Latent(s, 3, averaged.LatentDim, 2, 0), g.Arch(), layers.Eval))
	}
	if !slices.Equal(images(g), images(loaded)) {
		t.Error("the loaded generator draws other images")
	}
	file, err := checkpoint.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if name := file.Metadata["autogan.space"]; name != "autogan" {
		t.Errorf("the file names the space %q, want autogan", name)
	}
	for name, sound := range map[string]bool{"": true, "other": false} { // older files name none
		file.Metadata["autogan.space"] = name
		renamed := filepath.Join(t.TempDir(), "renamed.safetensors")
		if err := checkpoint.Save(renamed, file); err != nil {
			t.Fatal(err)
		}
		g, err := gan.LoadGenerator(s, renamed)
		if err == nil {
			g.Release()
		}
		if sound != (err == nil) || !sound && !strings.Contains(err.Error(), `no search space is named "other"; known: autogan`) {
			t.Errorf("space %q: %v", name, err)
		}
	}
	foreign := filepath.Join(t.TempDir(), "foreign.safetensors")
	if err := checkpoint.Save(foreign, &checkpoint.File{Arrays: []checkpoint.Array{checkpoint.Floats("x", []float32{1})}}); err != nil {
		t.Fatal(err)
	}
	if _, err := gan.LoadGenerator(s, foreign); !errors.Is(err, gan.ErrNoGenerator) {
		t.Errorf("a file of something else: %v", err)
	}
}
