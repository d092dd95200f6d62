package gan

import (
	"autogan/vk"
	"autogan/vk/tensor"
)

// latentBlock is how many latent vectors of a [LatentSequence] one random stream
// has.
const latentBlock = 100

// LatentSequence is an endless sequence of latent vectors of a seed. Which vector
// an image gets depends on the number of the image alone, not on the batch in
// which it is drawn.
type LatentSequence struct {
	Dim  int // of a vector
	Seed uint64
}

// At returns the vectors from number from on, [count, Dim], which live until the
// end of the step. They are a part of whole blocks, since a random stream has no
// beginning but its own.
func (l LatentSequence) At(s *vk.Stream, from, count int) tensor.Tensor {
	first, end := from/latentBlock, (from+count+latentBlock-1)/latentBlock
	blocks := tensor.Temp(s, (end-first)*latentBlock, l.Dim)
	for b := first; b < end; b++ {
		z := blocks.Rows((b-first)*latentBlock, latentBlock)
		tensor.RandomNormal(s, z, 0, 1, l.Seed, uint64(b*latentBlock))
	}
	return blocks.Rows(from-first*latentBlock, count)
}
