package gan

import (
	"errors"
	"fmt"
	"strconv"

	"autogan/gan/arch"
	"autogan/layers/checkpoint"
	"autogan/vk"
)

// Keys of a generator file's metadata, which says all that is needed to run the
// generator. The tensors are named as in [arch.Plan].
const (
	spaceKey       = "autogan.space"
	archKey        = "autogan.arch"
	channelsKey    = "autogan.channels"
	latentKey      = "autogan.latent_dim"
	bottomWidthKey = "autogan.bottom_width"
	skipTapKey     = "autogan.skip_tap"
	layoutKey      = "autogan.layout"
)

const layout = "activations NHWC, convolution weights HWIO, linear weights [in, out]"

// SaveGenerator writes the generator of one architecture and its description as
// a safetensors file. It panics on a supernet.
func SaveGenerator(s *vk.Stream, g *Generator, path string) error {
	if g.arch.None() {
		panic("gan: save generator: got a supernet, want the generator of one architecture")
	}
	arrays, err := checkpoint.Download(s, "", g.StateDict())
	if err != nil {
		return err
	}
	return checkpoint.Save(path, &checkpoint.File{Arrays: arrays, Metadata: map[string]string{
		spaceKey:       g.arch.Space().Name,
		archKey:        g.arch.String(),
		channelsKey:    strconv.Itoa(g.geometry.Channels),
		latentKey:      strconv.Itoa(g.geometry.Latent()),
		bottomWidthKey: strconv.Itoa(g.geometry.BottomWidth),
		skipTapKey:     strconv.Itoa(int(g.tap)),
		layoutKey:      layout,
	}})
}

// ErrNoGenerator is wrapped by the error of [LoadGenerator] for a valid file
// that [SaveGenerator] did not write.
var ErrNoGenerator = errors.New("it does not say which generator it holds; name a generator-best.safetensors or a run folder")

// LoadGenerator makes the generator of a file that [SaveGenerator] wrote.
// Release it when done.
func LoadGenerator(s *vk.Stream, path string) (*Generator, error) {
	file, err := checkpoint.Load(path)
	if err != nil {
		return nil, err
	}
	a, geometry, tap, err := describedIn(file.Metadata)
	if err != nil {
		return nil, fmt.Errorf("gan: load generator %s: %w", path, err)
	}
	g, err := NewGenerator(s, a, geometry, tap, 0)
	if err != nil {
		return nil, err
	}
	if err := checkpoint.Upload(s, file, "", g.StateDict()); err != nil {
		g.Release()
		return nil, err
	}
	return g, nil
}

// describedIn decodes the metadata of a generator file.
func describedIn(metadata map[string]string) (arch.Arch, arch.Geometry, arch.SkipTap, error) {
	numbers := map[string]int{}
	for key, most := range map[string]int{channelsKey: arch.MaxChannels, latentKey: arch.MaxLatentDim, bottomWidthKey: arch.MaxBottomWidth, skipTapKey: int(arch.TapAfterSkips)} {
		n, err := strconv.Atoi(metadata[key])
		if err != nil || n < 0 || n > most || n == 0 && key != skipTapKey {
			return arch.Arch{}, arch.Geometry{}, 0, ErrNoGenerator
		}
		numbers[key] = n
	}
	space, err := arch.Named(metadata[spaceKey])
	if err != nil {
		return arch.Arch{}, arch.Geometry{}, 0, err
	}
	a, err := space.Parse(metadata[archKey])
	if err != nil {
		return arch.Arch{}, arch.Geometry{}, 0, ErrNoGenerator
	}
	g := arch.Geometry{Channels: numbers[channelsKey], LatentDim: numbers[latentKey], BottomWidth: numbers[bottomWidthKey]}
	return a, g, arch.SkipTap(numbers[skipTapKey]), nil
}

// Arch returns the architecture that the generator was made for; the zero Arch
// for a supernet.
func (g *Generator) Arch() arch.Arch { return g.arch }
