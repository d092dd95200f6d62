package cli

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/layers"
	"autogan/tests/testgpu"
)

// pencilOf draws with a small generator of batch norms, in either mode.
func pencilOf(t *testing.T, mode layers.Mode, batch int) pencil {
	t.Helper()
	_, s := testgpu.Stream(t)
	a, err := arch.AutoGAN.Parse("1 1 1 1")
	if err != nil {
		t.Fatal(err)
	}
	g, err := gan.NewGenerator(s, a, arch.Geometry{Channels: 4, LatentDim: 8, BottomWidth: 4}, arch.TapBeforeSkips, 5)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.Release)
	return pencil{drawer: drawer{Generator: g, arch: a, mode: mode, batch: batch}, stream: s, threshold: math.Inf(1), most: 3}
}

// TestAnImageDependsOnItsSeedAlone, also where the images of a batch depend on each
// other.
func TestAnImageDependsOnItsSeedAlone(t *testing.T) {
	for mode, batch := range map[layers.Mode]int{layers.Eval: 0, layers.EvalBatch: 4} {
		p := pencilOf(t, mode, batch)
		draw := func(seeds ...int) []byte {
			pixels, err := p.ofSeeds(seeds)
			if err != nil {
				t.Fatal(err)
			}
			return pixels
		}
		size := p.imageBytes()
		all := draw(7, 5, 9)
		if five := draw(5); !bytes.Equal(five, all[size:2*size]) || bytes.Equal(five, all[:size]) || bytes.Equal(five, all[2*size:]) {
			t.Errorf("mode %v: the image of seed 5 depends on the other seeds, or equals theirs", mode)
		}
	}
}

// TestAnImageDependsOnItsNumberAlone: not on how many are drawn.
func TestAnImageDependsOnItsNumberAlone(t *testing.T) {
	for mode, batch := range map[layers.Mode]int{layers.Eval: 0, layers.EvalBatch: 4} {
		p := pencilOf(t, mode, batch)
		six, err := p.part(1, 4, 3)
		if err != nil {
			t.Fatal(err)
		}
		four, err := p.part(1, 4, 1)
		if err != nil || !bytes.Equal(four, six[:p.imageBytes()]) {
			t.Errorf("mode %v: image 4 of 5 differs from image 4 of 7 (%v)", mode, err)
		}
	}
}

// TestSeedsAreFirstImages: the image of a seed is the first one of --seed.
func TestSeedsAreFirstImages(t *testing.T) {
	p := pencilOf(t, layers.Eval, 0)
	first, err := p.part(42, 0, 3)
	if err != nil {
		t.Fatal(err)
	}
	seed, err := p.ofSeeds([]int{42})
	if err != nil || !bytes.Equal(seed, first[:p.imageBytes()]) {
		t.Errorf("the image of seed 42 is not the first one (%v)", err)
	}
}

// TestTruncationBoundsTheVectors that images are drawn from.
func TestTruncationBoundsTheVectors(t *testing.T) {
	p := pencilOf(t, layers.Eval, 0)
	p.threshold = .5
	z, err := p.numbered(1, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	if low, high := slices.Min(z), slices.Max(z); low < -.5 || high > .5 || low > -.45 || high < .45 {
		t.Errorf("the numbers go from %v to %v, want nearly -0.5 to 0.5", low, high)
	}
}

func TestSeedRanges(t *testing.T) {
	for text, want := range map[string][]int{
		"0-3":                 {0, 1, 2, 3},
		"5":                   {5},
		"9, 3-4,0":            {9, 3, 4, 0},
		"9223372036854775807": {9223372036854775807},
		"9223372036854775806-9223372036854775807": {9223372036854775806, 9223372036854775807},
		"": nil, "3-1": nil, "1,1": nil, "0-3,2": nil, "a": nil, "1-": nil, "-1": nil, "1-2-3": nil, "0-1000000": nil, "0-999999,2000000": nil,
	} {
		var seeds []int
		if err := (seedRanges{&seeds}).Set(text); (err == nil) != (want != nil) || !slices.Equal(seeds, want) {
			t.Errorf("%q gives %v, %v, want %v", text, seeds, err, want)
		}
	}
}

// TestFramesOfInterpolations: the rows of a strip include both seeds, an animation
// shows each once and leads back.
func TestFramesOfInterpolations(t *testing.T) {
	ends := vectors{1, 0, 0, 1, -1, 0} // of three seeds
	at := func(f sampleFlags, i int) []float32 {
		z := f.frame(ends, i, 2)
		return []float32{float32(math.Round(float64(z[0]) * 100)), float32(math.Round(float64(z[1]) * 100))}
	}
	strip := sampleFlags{seeds: []int{1, 2, 3}, between: 3}
	animation := sampleFlags{seeds: []int{1, 2, 3}, between: 3, out: "a.gif"}
	for _, c := range []struct {
		f      sampleFlags
		i      int
		want   []float32
		frames int
	}{
		{strip, 0, []float32{100, 0}, 6}, {strip, 1, []float32{71, 71}, 6}, {strip, 2, []float32{0, 100}, 6}, {strip, 5, []float32{-100, 0}, 6},
		{animation, 0, []float32{100, 0}, 9}, {animation, 3, []float32{0, 100}, 9}, {animation, 4, []float32{-50, 87}, 9}, {animation, 6, []float32{-100, 0}, 9},
	} {
		if got := at(c.f, c.i); !slices.Equal(got, c.want) || c.f.frames() != c.frames {
			t.Errorf("image %d of %d of %q is %v, want %v of %d", c.i, c.f.frames(), c.f.out, got, c.want, c.frames)
		}
	}
}
