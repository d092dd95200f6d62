package metric

import (
	"math/bits"

	"gonum.org/v1/gonum/mathext/prng"
)

// subsets draws as NumPy's RandomState(seed).choice(n, size, replace=False) does,
// so that a kernel distance is that of the code which defined it, subset by
// subset.
type subsets struct{ source *prng.MT19937 }

func newSubsets(seed uint64) *subsets {
	source := prng.NewMT19937()
	source.Seed(seed)
	return &subsets{source}
}

// next is the beginning of a permutation of the numbers below n.
func (s *subsets) next(n, size int) []uint32 {
	order := make([]uint32, n)
	for i := range order {
		order[i] = uint32(i)
	}
	for i := n - 1; i > 0; i-- {
		j := s.upTo(uint32(i))
		order[i], order[j] = order[j], order[i]
	}
	return order[:size]
}

// upTo is a random number from 0 to limit: words cut to its length, the first that
// is not above it.
func (s *subsets) upTo(limit uint32) uint32 {
	mask := uint32(1)<<bits.Len32(limit) - 1
	for {
		if v := s.source.Uint32() & mask; v <= limit {
			return v
		}
	}
}
