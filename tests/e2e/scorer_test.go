package e2e

import (
	"path/filepath"
	"strings"
	"testing"

	"autogan/gan/dataset"
	"autogan/gan/metric"
	"autogan/gan/metric/classifier"
	"autogan/tests/testgpu"
	"autogan/vk"
)

func builtinScorer(t *testing.T, s *vk.Stream) *classifier.Network {
	t.Helper()
	c, err := classifier.Builtin(s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Release)
	return c
}

// TestBuiltinScorerRecognisesEveryStage takes images of another seed than
// the scorer was trained on, at the sizes of the three stages.
func TestBuiltinScorerRecognisesEveryStage(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := builtinScorer(t, s)
	set := dataset.Procedural(500, 20)
	for size, want := range map[int]float64{32: .99, 16: .99, 8: .97} {
		d := set.Resize(size)
		got, err := classifier.Accuracy(s, c, classifier.Labelled{Size: size, Pixels: d.Images, Labels: d.Labels})
		if err != nil {
			t.Fatal(err)
		}
		if got < want {
			t.Errorf("at %d pixels it recognises %.3f of the images, want %.3f", size, got, want)
		}
	}
}

// TestBuiltinScorerRanksImages: the reward of a search must be high for the
// real images, lower for few classes of them, and low for what an untrained
// generator draws: noise and plain colours.
func TestBuiltinScorerRanksImages(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := builtinScorer(t, s)
	const n, size = 200, 32
	r := testgpu.Rand("junk")
	real := dataset.Procedural(n, 21).Images
	image := len(real) / n
	few, noise, plain := make([]byte, len(real)), make([]byte, len(real)), make([]byte, len(real))
	for i := range n {
		copy(few[i*image:], real[(i-i%10+i%3)*image:][:image]) // images of three classes: i mod 10 is the class
		colour := [3]byte{byte(r.IntN(256)), byte(r.IntN(256)), byte(r.IntN(256))}
		for p := range image {
			noise[i*image+p] = byte(r.IntN(256))
			plain[i*image+p] = colour[p%3]
		}
	}
	score := func(pixels []byte) float64 {
		p, err := metric.Classify(s, c, pixels, size)
		if err != nil {
			t.Fatal(err)
		}
		mean, _ := metric.InceptionScore(p, c.Classes(), 1)
		return mean
	}
	all, three := score(real), score(few)
	if all < 8 || all > 10 {
		t.Errorf("real images of ten classes score %.2f, want 8 to 10", all)
	}
	if three < 2 || three > 3.2 {
		t.Errorf("real images of three classes score %.2f, want nearly 3", three)
	}
	for name, pixels := range map[string][]byte{"noise": noise, "plain colours": plain} {
		if got := score(pixels); got > 2.5 {
			t.Errorf("%s score %.2f, want less than 2.5", name, got)
		} else {
			t.Logf("%s score %.2f", name, got)
		}
	}
}

// TestScorerOfAFolder trains one on images in a folder for each class, and
// reads its file back.
func TestScorerOfAFolder(t *testing.T) {
	testgpu.Stream(t)
	images := filepath.Join(t.TempDir(), "shapes")
	if err := dataset.Procedural(60, 1).WriteFolder(t.Context(), images); err != nil {
		t.Fatal(err)
	}
	train := command(t, "scorer", "train", images, "--size", "16", "--steps", "2", "--batch", "8")
	got := run(t, train)
	file := filepath.Join("data", "scorers", "shapes.safetensors")
	if got.status != 0 || !strings.HasPrefix(got.stdout, file+"\n") || !strings.Contains(got.stdout, "16x16") {
		t.Fatalf("status %d\n%s%s", got.status, got.stdout, got.stderr)
	}
	eval := command(t, "scorer", "eval", images, "--size", "16", "--scorer", file)
	eval.Dir = train.Dir
	want := strings.TrimPrefix(got.stdout, file+"\n")
	if got := run(t, eval); got.status != 0 || got.stdout != want {
		t.Errorf("status %d, got\n%s%swant\n%s", got.status, got.stdout, got.stderr, want)
	}
}
