package published

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"autogan/gan/arch"
	"autogan/layers/checkpoint/pytorch"
)

// identify finds the class and the shape of a generator by its names and the
// shapes of its first and last layer.
func identify(state *pytorch.Dict) (Class, arch.Geometry, error) {
	if _, adversarial := tensorOf(state, "l2.weight"); adversarial {
		return 0, arch.Geometry{}, wrong("it is a generator of AdversarialNAS: its cells are graphs of operations that no space here has, and it gets a part of the latent vector before each cell")
	}
	class := Supernet
	_, super := tensorOf(state, "cell1.post_conv1.conv.weight")
	_, fixed := tensorOf(state, "cell1.c1.weight")
	if fixed {
		class = Fixed
	}
	if super == fixed {
		return 0, arch.Geometry{}, wrong("its generator is of another class: it has %s", someKeys(state))
	}
	geometry, err := measure(state)
	return class, geometry, err
}

func measure(state *pytorch.Dict) (arch.Geometry, error) {
	first, hasFirst := tensorOf(state, "l1.weight")
	last, hasLast := tensorOf(state, "to_rgb.2.weight")
	if !hasFirst || !hasLast || len(first.Shape) != 2 || len(last.Shape) != 4 || last.Shape[1] == 0 {
		return arch.Geometry{}, wrong("its generator has no l1.weight of two axes and to_rgb.2.weight of four")
	}
	g := arch.Geometry{Channels: last.Shape[1], LatentDim: first.Shape[1]}
	g.BottomWidth = int(math.Round(math.Sqrt(float64(first.Shape[0] / g.Channels))))
	limits := []struct{ value, most int }{{g.Channels, arch.MaxChannels}, {g.LatentDim, arch.MaxLatentDim}, {g.BottomWidth, arch.MaxBottomWidth}}
	for _, l := range limits {
		if l.value < 1 || l.value > l.most {
			return g, wrong("its l1.weight is of the shape %v and its to_rgb.2.weight of %v, which is no generator", first.Shape, last.Shape)
		}
	}
	if g.BottomWidth*g.BottomWidth*g.Channels != first.Shape[0] {
		return g, wrong("its l1.weight has %d rows, want %d times a square", first.Shape[0], g.Channels)
	}
	return g, nil
}

// findArch returns the architecture that the user has named or that the names of
// a fixed class imply.
func findArch(state *pytorch.Dict, class Class, g arch.Geometry, text string) (arch.Arch, error) {
	if text == "" && class == Supernet {
		return arch.Arch{}, fmt.Errorf("published: it holds the layers of all architectures and does not say which of them it draws; give that by --arch, as the published code needs it too")
	}
	if text == "" {
		return publishedArch(state, g)
	}
	a, err := arch.AutoGAN.Parse(text)
	if err != nil {
		return a, fmt.Errorf("--arch: %w", err)
	}
	if class == Fixed && !isFixed(a) {
		return a, fmt.Errorf("--arch: got %s, and its generator is of a class that has three cells of pre-activation without deconvolution", a)
	}
	return a, nil
}

// publishedArch returns the published architecture whose tensors have exactly
// the names of a state dict.
func publishedArch(state *pytorch.Dict, g arch.Geometry) (arch.Arch, error) {
	names := namesOf(state)
	var known []string
	for _, p := range arch.AutoGAN.Published {
		a, err := arch.AutoGAN.Parse(p.Text)
		if err != nil || !isFixed(a) {
			continue
		}
		var theirs []string
		for _, t := range generatorTensors(Fixed, a, g) {
			theirs = append(theirs, t.there)
		}
		slices.Sort(theirs)
		if slices.Equal(theirs, names) {
			return a, nil
		}
		known = append(known, p.Name)
	}
	return arch.Arch{}, fmt.Errorf("published: its layers are those of none of %s; give its architecture by --arch", strings.Join(known, ", "))
}
