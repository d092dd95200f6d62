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

// channels is a network whose features are the mean brightness of each colour
// channel, and whose classes are the channels.
type channels struct{}

func (channels) Name() string        { return "channels" }
func (channels) FeatureName() string { return "channel means" }
func (channels) Weights() Weights    { return Weights{Hash: "0123"} }
func (channels) Classes() int        { return 3 }
func (channels) Dim() int            { return 3 }
func (channels) CheckSize(int) error { return nil }

func (channels) Features(s *vk.Stream, images tensor.Tensor) tensor.Tensor {
	sums := tensor.SumHW(s, tensor.FromBytes(s, images))
	return tensor.Scale(s, sums, 1/float32(images.Dim(1)*images.Dim(2)))
}

func (channels) FromFeatures(s *vk.Stream, features tensor.Tensor) tensor.Tensor {
	return tensor.Softmax(s, tensor.Scale(s, features, 16))
}

func (c channels) Probabilities(s *vk.Stream, images tensor.Tensor) tensor.Tensor {
	return c.FromFeatures(s, c.Features(s, images))
}

// side is the height and width of the images that are measured.
const side = 4

// noisyImages draws images of random pixels.
func noisyImages(name string, n int) []byte {
	r := testgpu.Rand(name)
	pixels := make([]byte, n*side*side*3)
	for i := range pixels {
		pixels[i] = byte(r.IntN(128))
	}
	return pixels
}

var whole = MeasureConfig{Images: 50, Batch: 20, Splits: 5}

func measure(t *testing.T, s *vk.Stream, f Features, config MeasureConfig, pixels []byte) Measurement {
	t.Helper()
	m, err := Measure(context.Background(), s, f, config, HostImages(pixels, side))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMeasureIsTheScoreAndTheFeatures(t *testing.T) {
	_, s := testgpu.Stream(t)
	c, set := channels{}, noisyImages("measured", 50)
	config := whole
	var seen []int
	config.Progress = func(done int) { seen = append(seen, done) }
	got := measure(t, s, c, config, set)
	if !slices.Equal(seen, []int{20, 40, 50}) {
		t.Errorf("progress was told %v, want 20, 40 and 50", seen)
	}
	probabilities, err := Classify(s, c, set, side)
	if err != nil {
		t.Fatal(err)
	}
	score, deviation := InceptionScore(probabilities, c.Classes(), whole.Splits)
	if got.Score != score || got.Deviation != deviation {
		t.Errorf("got a score of %v ± %v, want %v ± %v", got.Score, got.Deviation, score, deviation)
	}
	images, err := HostImages(set, side)(s, 0, 50)
	if err != nil {
		t.Fatal(err)
	}
	features := c.Features(s, images)
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
	if got.Count != 50 || got.Statistics.Features != "channel means" || got.Dim() != 3 {
		t.Errorf("got %d images, features %q of %d", got.Count, got.Statistics.Features, got.Dim())
	}
}

// trunkOnly hides that a network has classes.
type (
	layer     = Features // under another name, since Features is also its method
	trunkOnly struct{ layer }
)

func TestMeasureWithoutClassesHasNoScore(t *testing.T) {
	_, s := testgpu.Stream(t)
	m := measure(t, s, trunkOnly{channels{}}, whole, noisyImages("measured", 50))
	if m.Score != 0 || m.Count != 50 {
		t.Errorf("got a score of %v over %d images, want none over 50", m.Score, m.Count)
	}
}

func TestMeasureRefuses(t *testing.T) {
	_, s := testgpu.Stream(t)
	c, set := channels{}, noisyImages("measured", 50)
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Measure(cancelled, s, c, whole, HostImages(set, side)); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	for _, config := range []MeasureConfig{{Images: 1, Batch: 1, Splits: 1}, {Images: 50, Splits: 1}, {Images: 50, Batch: 1}, {Images: 50, Batch: 1, Splits: 51}} {
		if _, err := Measure(context.Background(), s, c, config, HostImages(set, side)); err == nil {
			t.Errorf("%v is accepted", config)
		}
	}
	broken := func(s *vk.Stream, _, count int) tensor.Tensor { return tensor.Full(s, float32(math.NaN()), count, 3) }
	_, err := Measure(context.Background(), s, notANumber{c, broken}, whole, HostImages(set, side))
	if err == nil || !strings.Contains(err.Error(), "finite") {
		t.Errorf("features that are not numbers: %v", err)
	}
}

// notANumber replaces the features of a network.
type notANumber struct {
	channels
	features func(s *vk.Stream, from, count int) tensor.Tensor
}

func (n notANumber) Features(s *vk.Stream, images tensor.Tensor) tensor.Tensor {
	return n.features(s, 0, images.Shape[0])
}

// TestMeasureTakesImagesOfSeveralSizes: a source that hands out fewer images than
// it is asked for, since the next has another size, is asked again; the features
// are kept in order.
func TestMeasureTakesImagesOfSeveralSizes(t *testing.T) {
	_, s := testgpu.Stream(t)
	keep, err := tensor.New(s.Device(), tensor.Float32, 6, 3)
	if err != nil {
		t.Fatal(err)
	}
	defer keep.Release(s.Device())
	asked := []int{}
	bySize := func(s *vk.Stream, from, count int) (tensor.Tensor, error) { // 4×4, 4×4, 2×6, 4×4, 4×4, 4×4
		asked = append(asked, from)
		h, w, n := 4, 4, min(count, 2)
		if from == 2 {
			h, w, n = 2, 6, 1
		}
		images := tensor.TempOf(s, tensor.Uint8, n, h, w, 3)
		pixels := make([]byte, n*h*w*3)
		for i := range pixels {
			pixels[i] = byte(from + i/(h*w*3))
		}
		images.UploadBytes(s, pixels)
		return images, nil
	}
	m, err := Measure(t.Context(), s, channels{}, MeasureConfig{Images: 6, Batch: 4, Splits: 1, Keep: keep}, bySize)
	if err != nil {
		t.Fatal(err)
	}
	features, err := keep.Floats(s)
	if err != nil {
		t.Fatal(err)
	}
	one, ok := features[3], true
	for i, v := range features {
		ok = ok && math.Abs(float64(v-(features[0]+float32(i/3)*(one-features[0])))) < 1e-6
	}
	if m.Size != OwnSizes || m.Count != 6 || !slices.Equal(asked, []int{0, 2, 3, 5}) || !ok {
		t.Errorf("size %d of %d images, asked for images from %v, features %v", m.Size, m.Count, asked, features)
	}
	broken := errors.New("broken")
	if _, err := Measure(t.Context(), s, channels{}, whole, func(*vk.Stream, int, int) (tensor.Tensor, error) { return tensor.Tensor{}, broken }); !errors.Is(err, broken) {
		t.Errorf("a source that fails: %v", err)
	}
}

// A distance is small between parts of one set, and grows with the damage to one.
func TestFrechetDistanceGrowsWithNoise(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := channels{}
	all := MeasureConfig{Images: 300, Batch: 100, Splits: 1}
	reference := measure(t, s, c, all, noisyImages("reference", 300)).Statistics
	last := -1.0
	for _, noise := range []int{0, 10, 30, 90} {
		set := noisyImages("other", 300)
		r := testgpu.Rand("noise")
		for i := range set {
			set[i] = byte(min(255, int(set[i])+r.IntN(noise+1)))
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
