package autogan

import (
	"autogan/gan"
	"autogan/gan/arch"
	"autogan/gan/metric"
	"autogan/layers"
	"autogan/vk"
	"autogan/vk/tensor"
)

// Images is the source of a generator's images of an architecture. An image
// follows from the seed and its number, so the batch in which it is drawn changes
// none, unless the mode is [layers.EvalBatch].
func Images(g *gan.Generator, a arch.Arch, mode layers.Mode, seed uint64) metric.Source {
	latent := gan.LatentSequence{Dim: g.Geometry().Latent(), Seed: seed}
	return func(s *vk.Stream, from, count int) (tensor.Tensor, error) {
		return tensor.ToBytes(s, g.Sample(s, latent.At(s, from, count), a, mode)), nil
	}
}

// imagesByBatch is [Images] as the first programs had it, where another batch is
// of other images. In batches of 100 the two are equal.
func imagesByBatch(g *gan.Generator, a arch.Arch, mode layers.Mode, seed uint64) metric.Source {
	return func(s *vk.Stream, from, count int) (tensor.Tensor, error) {
		z := gan.Latent(s, count, g.Geometry().Latent(), seed, uint64(from))
		return tensor.ToBytes(s, g.Sample(s, z, a, mode)), nil
	}
}

// drawing says whether a run measures [Images], numbered as they are. It is in the
// state, so that a run goes on as it began; the states of the first programs do
// not have it.
type drawing bool

func (numbered drawing) images(g *gan.Generator, a arch.Arch, mode layers.Mode, seed uint64) metric.Source {
	if numbered {
		return Images(g, a, mode, seed)
	}
	return imagesByBatch(g, a, mode, seed)
}
