package cli

import (
	"math"
	"slices"

	"autogan/gan"
	"autogan/gan/dataset"
	"autogan/vk"
	"autogan/vk/tensor"

	"github.com/spf13/cobra"
)

// pencil draws the images of latent vectors with a generator.
type pencil struct {
	drawer
	stream    *vk.Stream
	threshold float64 // of truncation; infinite without
	most      int     // images at a time
}

// batch is how many images are drawn at a time.
func (p pencil) batch() int { return p.batchOf(p.most) }

// vectors are latent vectors one after the other.
type vectors []float32

func (p pencil) dim() int { return p.Geometry().Latent() }

// numbered returns those of a seed from number from on.
func (p pencil) numbered(seed uint64, from, n int) (vectors, error) {
	z, err := gan.LatentSequence{Dim: p.dim(), Seed: seed}.At(p.stream, from, n).Floats(p.stream)
	if err != nil {
		return nil, err
	}
	if !math.IsInf(p.threshold, 1) {
		gan.Truncate(z, p.threshold)
	}
	return z, p.stream.EndStep()
}

// draw returns the images of vectors that are drawn together. It takes what a
// function with an error returns.
func (p pencil) draw(z vectors, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	latent := tensor.Temp(p.stream, len(z)/p.dim(), p.dim())
	latent.Upload(p.stream, z)
	pixels, err := tensor.ToBytes(p.stream, p.Sample(p.stream, latent, p.arch, p.mode)).Bytes(p.stream)
	if err != nil {
		return nil, err
	}
	return pixels, p.stream.EndStep()
}

// part returns n images of a seed from number from on, as eval measures them. Where
// the images of a batch depend on each other, the last batch is a whole one, too:
// so none depends on how many are wanted.
func (p pencil) part(seed uint64, from, n int) ([]byte, error) {
	pixels, err := p.draw(p.numbered(seed, from, p.batchOf(n)))
	if err != nil {
		return nil, err
	}
	return pixels[:n*p.imageBytes()], nil
}

func (p pencil) imageBytes() int { return p.size() * p.size() * dataset.Channels }

// alone returns the image of each vector, whatever the others are.
func (p pencil) alone(z vectors) ([]byte, error) {
	if p.drawer.batch == 0 {
		return p.draw(z, nil)
	}
	company, err := p.numbered(companySeed, 0, p.drawer.batch)
	if err != nil {
		return nil, err
	}
	var all []byte
	for one := range slices.Chunk(z, p.dim()) {
		copy(company, one)
		pixels, err := p.draw(company, nil)
		if err != nil {
			return nil, err
		}
		all = append(all, pixels[:p.imageBytes()]...)
	}
	return all, nil
}

// companySeed is the seed of the vectors with which one is drawn alone where the
// images of a batch depend on each other.
const companySeed = 1

// firstOf returns the first vector of each seed.
func (p pencil) firstOf(seeds []int) (all vectors, err error) {
	for _, seed := range seeds {
		z, err := p.numbered(uint64(seed), 0, 1)
		if err != nil {
			return nil, err
		}
		all = append(all, z...)
	}
	return all, nil
}

// ofSeeds returns the image of each seed.
func (p pencil) ofSeeds(seeds []int) ([]byte, error) {
	z, err := p.firstOf(seeds)
	if err != nil {
		return nil, err
	}
	return p.alone(z)
}

// collect draws n images, some at a time, until the command is interrupted.
func collect(cmd *cobra.Command, n, batch int, draw func(from, n int) ([]byte, error)) (all []byte, err error) {
	progress := newProgress(cmd.ErrOrStderr())
	defer progress.Close()
	progress.Phase("images", n, 0)
	for from := 0; from < n; from += batch {
		if err := cmd.Context().Err(); err != nil {
			return nil, err
		}
		count := min(batch, n-from)
		pixels, err := draw(from, count)
		if err != nil {
			return nil, err
		}
		all = append(all, pixels...)
		progress.Advance(count)
	}
	return all, nil
}
