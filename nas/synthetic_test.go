package nas

import (
	"slices"
	"testing"
)

func TestSyntheticHasOneBest(t *testing.T) {
	b := NewSynthetic(SyntheticSpace(), 1)
	if got := b.Space.Size(); got != 46_656 { // 2^4 * 3^6 * 4: at least the 10,000 of a meaningful search
		t.Errorf("%d points, want 46656", got)
	}
	for tokens := range b.Space.All() {
		if b.Score(tokens) >= b.Top && !slices.Equal(tokens, b.Best) {
			t.Fatalf("%v scores %g, no less than the best, %v", tokens, b.Score(tokens), b.Best)
		}
	}
}

// A benchmark that a greedy walk solves would prove little.
func TestSyntheticIsNotGreedy(t *testing.T) {
	solved := 0
	for seed := range uint64(10) {
		b := NewSynthetic(SyntheticSpace(), seed)
		greedy := make(Tokens, len(b.Space))
		for i := range b.Space {
			for option := range b.Space[i].Options {
				if b.single[i][option] > b.single[i][greedy[i]] {
					greedy[i] = option
				}
			}
		}
		if slices.Equal(greedy, b.Best) {
			solved++
		}
	}
	if solved > 3 {
		t.Errorf("the best single options are the best point for %d of 10 seeds", solved)
	}
}
