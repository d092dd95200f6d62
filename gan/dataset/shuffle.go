package dataset

import (
	"fmt"
	"math/rand/v2"
)

// Shuffler gives the order in which training visits n images: in each epoch
// all of them once, in batches, in an order of its own. The last batch of an
// epoch is smaller if the batch size does not divide n; AutoGAN trains on it too.
//
// A batch depends on the seed and on its Position alone, so a run that is resumed
// at a saved position sees the batches it would have seen.
type Shuffler struct {
	n, batchSize int
	seed         uint64
	position     Position
	order        []int // the epoch's permutation; nil until it is needed
}

// Position says which batch comes next: Batch of Epoch, both counted from 0.
type Position struct {
	Epoch int `json:"epoch"`
	Batch int `json:"batch"`
}

// NewShuffler returns the order over n images, at its beginning. Panics if n or
// batchSize is less than 1.
func NewShuffler(n, batchSize int, seed uint64) *Shuffler {
	if n < 1 || batchSize < 1 {
		panic(fmt.Sprintf("dataset: shuffler: %d images in batches of %d, want at least 1 of each", n, batchSize))
	}
	return &Shuffler{n: n, batchSize: batchSize, seed: seed}
}

// BatchesPerEpoch returns the number of batches, the smaller last one included.
func (s *Shuffler) BatchesPerEpoch() int { return (s.n + s.batchSize - 1) / s.batchSize }

// Next returns the indices of the next batch and steps past it, into the next
// epoch if the batch was the last. The slice is valid until the call after.
func (s *Shuffler) Next() []int {
	if s.order == nil {
		s.order = s.permutation(s.position.Epoch)
	}
	lo := s.position.Batch * s.batchSize
	batch := s.order[lo:min(lo+s.batchSize, s.n)]
	s.position.Batch++
	if s.position.Batch == s.BatchesPerEpoch() {
		s.position = Position{Epoch: s.position.Epoch + 1}
		s.order = nil
	}
	return batch
}

// Position returns where the next batch lies.
func (s *Shuffler) Position() Position { return s.position }

// Seek makes p the position of the next batch. It fails if an epoch has no such
// batch: p then comes from another number of images or another batch size.
func (s *Shuffler) Seek(p Position) error {
	if p.Epoch < 0 || p.Batch < 0 || p.Batch >= s.BatchesPerEpoch() {
		return fmt.Errorf("dataset: shuffler: no batch %d of epoch %d; an epoch has %d batches of %d images in %d",
			p.Batch, p.Epoch, s.BatchesPerEpoch(), s.batchSize, s.n)
	}
	s.position, s.order = p, nil
	return nil
}

// shuffleStream keeps the orders apart from other uses of the same seed.
const shuffleStream = 0x73687566666c6521

func (s *Shuffler) permutation(epoch int) []int {
	return rand.New(rand.NewPCG(mix(s.seed^shuffleStream), mix(uint64(epoch)))).Perm(s.n)
}
