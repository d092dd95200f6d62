package nas

import (
	"fmt"
	"math/rand/v2"

	"autogan/vk/tensor"
)

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
		trials[i] = s.draw(s.Next)
		s.Next++
	}
	return trials, nil
}

// draw returns the trial with the given ID.
func (s *RandomSearch) draw(id int) Trial {
	r := rand.New(rand.NewPCG(s.Seed, uint64(id)))
	trial := Trial{ID: id, Stage: s.Level.Stage, Parent: s.Level.drawParent(r)}
	trial.Tokens = s.Level.extend(trial.Parent, s.Level.Space.Random(r))
	return trial
}

// Observe implements [Strategy].
func (s *RandomSearch) Observe([]Record) error { return nil }

// ResetBaseline implements [Resumable]; it has none.
func (s *RandomSearch) ResetBaseline() {}

// States implements [Resumable]: every state is nil.
func (s *RandomSearch) States(trials []Trial) ([][]float32, error) {
	return make([][]float32, len(trials)), nil
}

// StateDict implements [Resumable]; it has none.
func (s *RandomSearch) StateDict() map[string]tensor.Tensor { return nil }

// State implements [Resumable].
func (s *RandomSearch) State() StrategyState { return StrategyState{Next: s.Next} }

// SetState implements [Resumable]. A negative Next is an error.
func (s *RandomSearch) SetState(state StrategyState) error {
	if state.Next < 0 {
		return fmt.Errorf("nas: random search: the next trial is %d, want 0 or more", state.Next)
	}
	s.Next = state.Next
	return nil
}

// Release implements [Resumable]; nothing is held.
func (s *RandomSearch) Release() {}

func (l Level) drawParent(r *rand.Rand) int {
	if len(l.Parents) == 0 {
		return -1
	}
	return r.IntN(len(l.Parents))
}

// extend appends tokens to the parent's; parent -1 has none.
func (l Level) extend(parent int, tokens Tokens) Tokens {
	if parent < 0 {
		return tokens
	}
	prefix := l.Parents[parent].Tokens
	return append(prefix[:len(prefix):len(prefix)], tokens...)
}
