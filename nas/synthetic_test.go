package nas

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// synthetic is a benchmark for strategies: a space whose every point has a
// known score and whose best point is unique. The score adds a term per
// option and a term per pair of options of neighbouring decisions, as an
// architecture's quality adds up and interacts. Neither greedy choice per
// decision nor any single decision tells the best point.
type synthetic struct {
	Space Space
	Best  Tokens  // the only point of the highest score
	Top   float64 // its score

	single [][]float64   // [decision][option]
	pair   [][][]float64 // [decision][option][option of the next decision]
}

// newSynthetic draws the terms from the seed: single ones from N(0, 1), pairs
// from N(0, 1/4).
func newSynthetic(space Space, seed uint64) *synthetic {
	r := rand.New(rand.NewPCG(seed, 0))
	s := &synthetic{Space: space}
	for i, d := range space {
		s.single = append(s.single, normals(r, d.Options, 1))
		if i+1 == len(space) {
			break
		}
		var rows [][]float64
		for range d.Options {
			rows = append(rows, normals(r, space[i+1].Options, 0.5))
		}
		s.pair = append(s.pair, rows)
	}
	s.Best = s.best()
	s.Top = s.Score(s.Best)
	return s
}

// syntheticSpace is the benchmark's usual space: 10 decisions, 46,656 points.
func syntheticSpace() Space {
	var space Space
	for i, options := range []int{2, 3, 3, 2, 4, 3, 3, 2, 3, 6} {
		space = append(space, Decision{Name: fmt.Sprintf("d%d", i), Options: options})
	}
	return space
}

// Score returns the value of a point. It panics if the point is not in the
// space.
func (s *synthetic) Score(t Tokens) float64 {
	if err := s.Space.Validate(t); err != nil {
		panic(err.Error())
	}
	score := 0.0
	for i, token := range t {
		score += s.single[i][token]
		if i+1 < len(t) {
			score += s.pair[i][token][t[i+1]]
		}
	}
	return score
}

func (s *synthetic) best() Tokens {
	var best Tokens
	top := 0.0
	for t := range s.Space.All() {
		if score := s.Score(t); best == nil || score > top {
			best, top = t, score
		}
	}
	return best
}

func normals(r *rand.Rand, n int, deviation float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = deviation * r.NormFloat64()
	}
	return x
}

func TestSyntheticHasOneBest(t *testing.T) {
	b := newSynthetic(syntheticSpace(), 1)
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
		b := newSynthetic(syntheticSpace(), seed)
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
