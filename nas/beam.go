package nas

import (
	"fmt"
	"math"
	"slices"
)

// Candidate is a measured point that a later level may extend.
type Candidate struct {
	Tokens Tokens    `json:"tokens"`
	Reward float64   `json:"reward"`
	Hidden []float32 `json:"hidden,omitempty"` // the strategy's state after the last token; opaque here
}

// TopK keeps the K candidates with the highest rewards.
type TopK struct {
	K               int         `json:"k"`
	AllowDuplicates bool        `json:"allow_duplicates"` // as in the reference code; otherwise equal tokens are kept once, with their best reward
	Best            []Candidate `json:"best"`             // at most K, highest reward first; equal rewards in the order of Add
}

// Holds reports whether a point of these tokens is among the best so far.
func (t *TopK) Holds(tokens Tokens) bool { return t.index(tokens) >= 0 }

func (t *TopK) index(tokens Tokens) int {
	return slices.IndexFunc(t.Best, func(b Candidate) bool { return slices.Equal(b.Tokens, tokens) })
}

// Add keeps the candidate if it is among the K best so far. It panics if the
// reward is NaN, which has no place in an order.
func (t *TopK) Add(c Candidate) {
	if math.IsNaN(c.Reward) {
		panic(fmt.Sprintf("nas: top K: the reward of %v is NaN", c.Tokens))
	}
	if !t.AllowDuplicates {
		i := t.index(c.Tokens)
		if i >= 0 && t.Best[i].Reward >= c.Reward {
			return
		}
		if i >= 0 {
			t.Best = slices.Delete(t.Best, i, i+1)
		}
	}
	at := len(t.Best)
	for at > 0 && t.Best[at-1].Reward < c.Reward {
		at--
	}
	t.Best = slices.Insert(t.Best, at, c)
	if len(t.Best) > t.K {
		t.Best = t.Best[:t.K]
	}
}
