package classifier

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"autogan/gan/metric"
	"autogan/layers/checkpoint"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

var colours = []string{"red", "green", "blue"}

// coloured makes noisy images whose brightest channel is their label.
func coloured(name string, n, size int) Labelled {
	r := testgpu.Rand(name)
	l := Labelled{Size: size, Pixels: make([]byte, n*size*size*3), Labels: make([]uint8, n)}
	for i := range l.Pixels {
		l.Pixels[i] = byte(r.IntN(128))
	}
	for i := range n {
		label := i % 3
		l.Labels[i] = uint8(label)
		for p := range size * size {
			l.Pixels[(i*size*size+p)*3+label] += 60
		}
	}
	return l
}

func newClassifier(t *testing.T, s *vk.Stream, seed uint64) *Network {
	t.Helper()
	c, err := New(s, "colours", 16, colours, seed)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Release)
	return c
}

func probabilities(t *testing.T, s *vk.Stream, c metric.Scorer, set Labelled) []float32 {
	t.Helper()
	p, err := metric.Classify(s, c, set.Pixels, set.Size)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var quick = TrainConfig{Steps: 20, Batch: 12, LR: 5e-3, Seed: 1}

func TestTrainingRecognisesColoursAtEverySize(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := newClassifier(t, s, 1)
	sets := []Labelled{coloured("train 16", 60, 16), coloured("train 8", 60, 8)}
	config := quick
	var seen []int
	config.Progress = func(done int, loss float64) { seen = append(seen, done) }
	if err := c.Train(context.Background(), s, config, sets...); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(seen, []int{20}) {
		t.Errorf("progress was told of steps %v, want [20]", seen)
	}
	for _, size := range []int{16, 8} {
		accuracy, err := Accuracy(s, c, coloured("held out", 30, size))
		if err != nil {
			t.Fatal(err)
		}
		if accuracy < 1 {
			t.Errorf("at %d pixels it recognises %.2f of the images, want all", size, accuracy)
		}
	}
}

// Same seed, same device, same bits: so `make scorer` can be checked.
func TestTrainingIsDeterministic(t *testing.T) {
	_, s := testgpu.Stream(t)
	set := coloured("train", 24, 8)
	var files [2][]byte
	for i := range files {
		c := newClassifier(t, s, 1)
		config := quick
		config.Steps = 3
		if err := c.Train(context.Background(), s, config, set); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "scorer.safetensors")
		if err := c.Save(s, path); err != nil {
			t.Fatal(err)
		}
		files[i], _ = os.ReadFile(path)
	}
	if !slices.Equal(files[0], files[1]) {
		t.Error("two trainings with one seed differ")
	}
}

func TestTrainingRefusesWhatCannotBeLearned(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := newClassifier(t, s, 1)
	good := coloured("train", 6, 8)
	wrongLabel := coloured("train", 6, 8)
	wrongLabel.Labels[4] = 3
	short := good
	short.Pixels = good.Pixels[1:]
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	cases := []struct {
		name   string
		ctx    context.Context
		config TrainConfig
		sets   []Labelled
		want   string
	}{
		{"no steps", context.Background(), TrainConfig{Batch: 1, LR: 1}, []Labelled{good}, "0 steps"},
		{"no images", context.Background(), quick, nil, "no images"},
		{"label", context.Background(), quick, []Labelled{wrongLabel}, "label 3"},
		{"size", context.Background(), quick, []Labelled{coloured("train", 6, 10)}, "10×10"},
		{"bytes", context.Background(), quick, []Labelled{short}, "do not make images"},
		{"interrupted", cancelled, quick, []Labelled{good}, context.Canceled.Error()},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			err := c.Train(test.ctx, s, test.config, test.sets...)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
}

func TestProbabilitiesAreDistributions(t *testing.T) {
	_, s := testgpu.Stream(t)
	p := probabilities(t, s, newClassifier(t, s, 1), coloured("any", 130, 8)) // more than one batch
	if len(p) != 130*3 {
		t.Fatalf("got %d probabilities, want %d", len(p), 130*3)
	}
	for i := 0; i < len(p); i += 3 {
		if sum := float64(p[i] + p[i+1] + p[i+2]); math.Abs(sum-1) > 1e-5 { // rounding of three float32
			t.Fatalf("image %d: the probabilities %v sum to %v", i/3, p[i:i+3], sum)
		}
	}
}

func TestSavedClassifierLoadsWithTheSameAnswers(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := newClassifier(t, s, 7)
	path := filepath.Join(t.TempDir(), "scorer.safetensors")
	if err := c.Save(s, path); err != nil {
		t.Fatal(err)
	}
	loaded, err := Load(s, path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(loaded.Release)
	if loaded.Name() != "colours" || loaded.Size() != 16 || !slices.Equal(loaded.ClassNames(), colours) {
		t.Errorf("got %s of %d with %v", loaded.Name(), loaded.Size(), loaded.ClassNames())
	}
	set := coloured("any", 9, 16)
	if want, got := probabilities(t, s, c, set), probabilities(t, s, loaded, set); !slices.Equal(want, got) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestLoadNamesWhatIsWrong(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := newClassifier(t, s, 1)
	dir := t.TempDir()
	good := filepath.Join(dir, "good.safetensors")
	if err := c.Save(s, good); err != nil {
		t.Fatal(err)
	}
	damage := func(name string, change func(*checkpoint.File)) string {
		file, err := checkpoint.Load(good)
		if err != nil {
			t.Fatal(err)
		}
		change(file)
		path := filepath.Join(dir, name+".safetensors")
		if err := checkpoint.Save(path, file); err != nil {
			t.Fatal(err)
		}
		return path
	}
	cases := []struct {
		path  string
		cause error
		want  string
	}{
		{filepath.Join(dir, "none"), os.ErrNotExist, "none"},
		{damage("foreign", func(f *checkpoint.File) { f.Metadata = nil }), checkpoint.ErrMismatch, "autogan scorer train"},
		{damage("size", func(f *checkpoint.File) { f.Metadata["size"] = "big" }), checkpoint.ErrFormat, `"big"`},
		{damage("odd", func(f *checkpoint.File) { f.Metadata["size"] = "12" }), nil, "multiple of 8"},
		{damage("classes", func(f *checkpoint.File) { f.Metadata["classes"] = "red" }), checkpoint.ErrFormat, `"red"`},
		{damage("fewer", func(f *checkpoint.File) { f.Metadata["classes"] = `["a","b"]` }), checkpoint.ErrMismatch, "head"},
		{damage("cut", func(f *checkpoint.File) { f.Arrays = f.Arrays[1:] }), checkpoint.ErrMismatch, "missing"},
	}
	for _, test := range cases {
		t.Run(filepath.Base(test.path), func(t *testing.T) {
			_, err := Load(s, test.path)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), test.path) {
				t.Fatalf("got %v, want an error with %q and the path", err, test.want)
			}
			if test.cause != nil && !errors.Is(err, test.cause) {
				t.Errorf("%v does not wrap %v", err, test.cause)
			}
		})
	}
}

// TestClassifierTakesOtherSizes gives images of one colour, which no resizing
// changes, in several sizes: the features must be the same.
func TestClassifierTakesOtherSizes(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := newClassifier(t, s, 3)
	var want []float32
	for _, size := range []int{8, 4, 12, 16, 24} {
		got, err := c.Features(s, tensor.ToBytes(s, tensor.Full(s, 0.5, 2, size, size, 3))).Floats(s)
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = got
		}
		for i := range got {
			if math.Abs(float64(got[i]-want[i])) > 1e-5 {
				t.Fatalf("size %d: feature %d is %g, want %g", size, i, got[i], want[i])
			}
		}
	}
}

func TestBuiltinTakesTheSizesOfTheStages(t *testing.T) {
	_, s := testgpu.Stream(t)
	c, err := Builtin(s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = s.Sync() // the upload of the weights; testgpu reports the error
		c.Release()
	})
	if c.Classes() != 10 || c.Name() != "procedural" {
		t.Errorf("got %s with %d classes, want procedural with 10", c.Name(), c.Classes())
	}
	for size, ok := range map[int]bool{8: true, 16: true, 32: true, 12: true, 24: true, 48: true, 64: true, 10: false, 128: false, 0: false} {
		if err := c.CheckSize(size); (err == nil) != ok {
			t.Errorf("size %d: got %v", size, err)
		}
	}
	if len(builtin) > 1<<20 {
		t.Errorf("the built-in scorer has %d bytes, at most 1 MB", len(builtin))
	}
}

// TestWeightsAreThoseOfTheFile: statistics name the weights by them. While they
// change there is no name.
func TestWeightsAreThoseOfTheFile(t *testing.T) {
	_, s := testgpu.Stream(t)
	saved := func(seed uint64) *Network {
		path := filepath.Join(t.TempDir(), "scorer.safetensors")
		if err := newClassifier(t, s, seed).Save(s, path); err != nil {
			t.Fatal(err)
		}
		c, err := Load(s, path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Release)
		return c
	}
	first, again, other := saved(1), saved(1), saved(2)
	if a, b, c := first.Weights(), again.Weights(), other.Weights(); len(a.Hash) != 64 || a != b || a == c || a.Published {
		t.Errorf("two files of the same weights are %v and %v, one of others %v", a, b, c)
	}
	config := quick
	config.Steps = 1
	if err := first.Train(context.Background(), s, config, coloured("train", 24, 8)); err != nil {
		t.Fatal(err)
	}
	if got := first.Weights().Hash; got != "" {
		t.Errorf("after training it is still %s", got)
	}
}
