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

// GeneratorFile is what a file holds that [SaveGenerator] wrote.
type GeneratorFile struct {
	Arch     arch.Arch
	Geometry arch.Geometry
	Tap      arch.SkipTap
	Content  *checkpoint.File // its arrays are named as in [arch.Plan]
}

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
	return GeneratorFile{g.arch, g.geometry, g.tap, &checkpoint.File{Arrays: arrays}}.Save(path)
}

// Save writes the file with its description.
func (f GeneratorFile) Save(path string) error {
	return checkpoint.Save(path, &checkpoint.File{Arrays: f.Content.Arrays, Metadata: map[string]string{
		spaceKey:       f.Arch.Space().Name,
		archKey:        f.Arch.String(),
		channelsKey:    strconv.Itoa(f.Geometry.Channels),
		latentKey:      strconv.Itoa(f.Geometry.Latent()),
		bottomWidthKey: strconv.Itoa(f.Geometry.BottomWidth),
		skipTapKey:     strconv.Itoa(int(f.Tap)),
		layoutKey:      layout,
	}})
}

// ErrNoGenerator is wrapped by the error of [LoadGenerator] for a valid file
// that [SaveGenerator] did not write.
var ErrNoGenerator = errors.New("it does not say which generator it holds; name a generator-best.safetensors or a run folder")

// ReadGenerator reads the file at path into host memory.
func ReadGenerator(path string) (GeneratorFile, error) {
	file, err := checkpoint.Load(path)
	if err != nil {
		return GeneratorFile{}, err
	}
	a, geometry, tap, err := describedIn(file.Metadata)
	if err != nil {
		return GeneratorFile{}, fmt.Errorf("gan: load generator %s: %w", path, err)
	}
	return GeneratorFile{a, geometry, tap, file}, nil
}

// LoadGenerator makes the generator of a file that [SaveGenerator] wrote.
// Release it when done.
func LoadGenerator(s *vk.Stream, path string) (*Generator, error) {
	f, err := ReadGenerator(path)
	if err != nil {
		return nil, err
	}
	g, err := NewGenerator(s, f.Arch, f.Geometry, f.Tap, 0)
	if err != nil {
		return nil, err
	}
	if err := checkpoint.Upload(s, f.Content, "", g.StateDict()); err != nil {
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
