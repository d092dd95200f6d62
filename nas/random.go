package nas

import "math/rand/v2"

// RandomSearch draws parents and tokens uniformly and learns nothing. Trial i
// depends on the seed and on i alone, so a search resumes anywhere.
type RandomSearch struct {
	Level Level
	Seed  uint64
	Next  int // ID of the next trial
}

// NewRandomSearch returns a search whose first trial has ID 0.
func NewRandomSearch(level Level, seed uint64) *RandomSearch {
	return &RandomSearch{Level: level, Seed: seed}
}

// Suggest implements [Strategy].
func (s *RandomSearch) Suggest(n int) ([]Trial, error) {
	trials := make([]Trial, n)
	for i := range trials {
		r := rand.New(rand.NewPCG(s.Seed, uint64(s.Next)))
		trials[i] = Trial{ID: s.Next, Stage: s.Level.Stage, Parent: s.Level.drawParent(r)}
		trials[i].Tokens = s.Level.extend(trials[i].Parent, s.Level.Space.Random(r))
		s.Next++
	}
	return trials, nil
}

// Observe implements [Strategy].
func (s *RandomSearch) Observe([]Record) error { return nil }

func (l Level) drawParent(r *rand.Rand) int {
	if len(l.Parents) == 0 {
		return -1
	}
	return r.IntN(len(l.Parents))
}

// extend appends tokens to those of the parent; parent -1 has none.
func (l Level) extend(parent int, tokens Tokens) Tokens {
	if parent < 0 {
		return tokens
	}
	prefix := l.Parents[parent].Tokens
	return append(prefix[:len(prefix):len(prefix)], tokens...)
}
