package nas

import (
	"fmt"
	"iter"
	"math/rand/v2"
)

// Decision is one choice: its name and the number of its options.
type Decision struct {
	Name    string
	Options int
}

// Space is the ordered list of decisions of a search.
type Space []Decision

// Tokens is one point of a space, or the beginning of one: the index of the
// option taken for each decision.
type Tokens []int

// Size returns the number of points.
func (s Space) Size() int {
	size := 1
	for _, d := range s {
		size *= d.Options
	}
	return size
}

// TotalOptions returns the sum of the options of all decisions.
func (s Space) TotalOptions() int {
	n := 0
	for _, d := range s {
		n += d.Options
	}
	return n
}

// Validate reports the first token that is not in the space.
func (s Space) Validate(t Tokens) error {
	if len(t) != len(s) {
		return fmt.Errorf("nas: space: got %d tokens, want %d", len(t), len(s))
	}
	for i, d := range s {
		if t[i] < 0 || t[i] >= d.Options {
			return fmt.Errorf("nas: space: decision %d (%s): got %d, want 0 to %d", i, d.Name, t[i], d.Options-1)
		}
	}
	return nil
}

// At returns point i of the enumeration, 0 ≤ i < Size: the last decision moves
// fastest.
func (s Space) At(i int) Tokens {
	t := make(Tokens, len(s))
	for d := len(s) - 1; d >= 0; d-- {
		t[d] = i % s[d].Options
		i /= s[d].Options
	}
	return t
}

// Index is the inverse of [Space.At]. It panics if the tokens are not in the
// space.
func (s Space) Index(t Tokens) int {
	if err := s.Validate(t); err != nil {
		panic(err.Error())
	}
	i := 0
	for d, token := range t {
		i = i*s[d].Options + token
	}
	return i
}

// All enumerates the space in the order of [Space.At].
func (s Space) All() iter.Seq[Tokens] {
	return func(yield func(Tokens) bool) {
		for i := range s.Size() {
			if !yield(s.At(i)) {
				return
			}
		}
	}
}

// Random draws a point uniformly.
func (s Space) Random(r *rand.Rand) Tokens {
	t := make(Tokens, len(s))
	for i, d := range s {
		t[i] = r.IntN(d.Options)
	}
	return t
}
