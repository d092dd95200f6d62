package metric

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

var whole = MeasureConfig{Images: 50, Batch: 20, Splits: 5}

func measure(t *testing.T, s *vk.Stream, f Features, config MeasureConfig, set Labelled) Measurement {
	t.Helper()
	m, err := Measure(context.Background(), s, f, config, HostImages(set.Pixels, set.Size))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMeasureIsTheScoreAndTheFeatures(t *testing.T) {
	_, s := testgpu.Stream(t)
	c, set := newClassifier(t, s, 3), coloured("measured", 50, 16)
	config := whole
	var seen []int
	config.Progress = func(done int) { seen = append(seen, done) }
	got := measure(t, s, c, config, set)
	if !slices.Equal(seen, []int{20, 40, 50}) {
		t.Errorf("progress was told %v, want 20, 40 and 50", seen)
	}
	score, deviation := InceptionScore(probabilities(t, s, c, set), c.Classes(), whole.Splits)
	if got.Score != score || got.Deviation != deviation {
		t.Errorf("got a score of %v ± %v, want %v ± %v", got.Score, got.Deviation, score, deviation)
	}
	features := c.Features(s, HostImages(set.Pixels, set.Size)(s, 0, 50))
	want := make([]float64, c.Dim())
	values, err := features.Floats(s)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range values {
		want[i%c.Dim()] += float64(v) / 50
	}
	for i := range want {
		if math.Abs(got.Mean[i]-want[i]) > 1e-6 { // features of batches of other sizes round differently
			t.Errorf("mean %d is %v, want %v", i, got.Mean[i], want[i])
		}
	}
	if got.Count != 50 || got.Statistics.Features != "scorer colours" || got.Dim() != 96 {
		t.Errorf("got %d images, features %q of %d", got.Count, got.Statistics.Features, got.Dim())
	}
}

// trunkOnly hides that a classifier has classes.
type (
	layer     = Features // under another name, since Features is also its method
	trunkOnly struct{ layer }
)

func TestMeasureWithoutClassesHasNoScore(t *testing.T) {
	_, s := testgpu.Stream(t)
	m := measure(t, s, trunkOnly{newClassifier(t, s, 3)}, whole, coloured("measured", 50, 16))
	if m.Score != 0 || m.Count != 50 {
		t.Errorf("got a score of %v over %d images, want none over 50", m.Score, m.Count)
	}
}

func TestMeasureRefuses(t *testing.T) {
	_, s := testgpu.Stream(t)
	c, set := newClassifier(t, s, 3), coloured("measured", 50, 16)
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Measure(cancelled, s, c, whole, HostImages(set.Pixels, 16)); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	for _, config := range []MeasureConfig{{1, 1, 1, nil}, {50, 0, 1, nil}, {50, 1, 0, nil}, {50, 1, 51, nil}} {
		if _, err := Measure(context.Background(), s, c, config, HostImages(set.Pixels, 16)); err == nil {
			t.Errorf("%v is accepted", config)
		}
	}
	broken := func(s *vk.Stream, _, count int) tensor.Tensor { return tensor.Full(s, float32(math.NaN()), count, 96) }
	_, err := Measure(context.Background(), s, notANumber{c, broken}, whole, HostImages(set.Pixels, 16))
	if err == nil || !strings.Contains(err.Error(), "finite") {
		t.Errorf("features that are not numbers: %v", err)
	}
}

// notANumber replaces the features of a network.
type notANumber struct {
	*Classifier
	features func(s *vk.Stream, from, count int) tensor.Tensor
}

func (n notANumber) Features(s *vk.Stream, images tensor.Tensor) tensor.Tensor {
	return n.features(s, 0, images.Shape[0])
}

// A distance is small between parts of one set, and grows with the damage to one.
func TestFrechetDistanceGrowsWithNoise(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := newClassifier(t, s, 3)
	all := MeasureConfig{Images: 300, Batch: 100, Splits: 1}
	reference := measure(t, s, c, all, coloured("reference", 300, 16)).Statistics
	last := -1.0
	for _, noise := range []int{0, 10, 30, 90} {
		set := coloured("other", 300, 16)
		r := testgpu.Rand("noise")
		for i := range set.Pixels {
			set.Pixels[i] = byte(min(255, int(set.Pixels[i])+r.IntN(noise+1)))
		}
		d, err := FrechetDistance(reference, measure(t, s, c, all, set).Statistics)
		if err != nil {
			t.Fatal(err)
		}
		if d <= last {
			t.Errorf("noise of %d grey levels: %v, not above the %v of less", noise, d, last)
		}
		last = d
	}
}

type named struct {
	Network
	name string
}

func (n named) FeatureName() string { return n.name }

func TestProtocolsAreNamed(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := newClassifier(t, s, 3)
	published := named{c, Pool3}
	for _, test := range []struct{ got, want string }{
		{ScoreName(50000, published), "IS-50k"},
		{ScoreName(1500, published), "IS-1500"},
		{ScoreName(5000, c), "IS-5k (scorer colours, 3 classes)"},
		{DistanceName(50000, "train", published), "FID-50k/train"},
		{DistanceName(5000, "train", named{c, "mixed_7"}), "FID-5k/train (mixed_7, 96-d)"},
		{DistanceName(10000, "folder", c), "FID-10k/folder (scorer colours, 96-d)"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}
