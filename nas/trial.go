package nas

import (
	"encoding/json"

	"autogan/vk/tensor"
)

// Trial is one point to try.
type Trial struct {
	ID        int    `json:"id"`
	Stage     int    `json:"stage"`     // level of the search, from 0
	Iteration int    `json:"iteration"` // of the search loop; set by the caller
	Parent    int    `json:"parent"`    // index among the level's parents; -1 if it has none
	Tokens    Tokens `json:"tokens"`    // the parent's tokens, then the level's

	Rung int `json:"rung,omitempty"` // how far it is measured, in searches by [Halving]
}

// Measurement is an evaluator's result for a trial.
type Measurement struct {
	Reward  float64            `json:"reward"`
	Metrics map[string]float64 `json:"metrics,omitempty"`
}

// Record is a measured trial: one line of the trial log.
type Record struct {
	Trial
	Measurement
}

// Level is what a strategy searches: the decisions to take now, and the
// candidates whose tokens they extend.
type Level struct {
	Stage   int
	Space   Space
	Parents []Candidate // none at the first level

	// Before is the last decision of the parents. A controller reads the option
	// that the parent took for it before its first decision, as in the paper's
	// Figure 1. With no options, the zero Decision, it reads zeros, as in the
	// reference code.
	Before Decision
}

// Strategy proposes trials and learns from their measurements.
type Strategy interface {
	// Suggest returns n trials. A trial may be left unmeasured.
	Suggest(n int) ([]Trial, error)
	// Observe takes the measurements of suggested trials, one batch per
	// update, before Suggest is called again.
	Observe(batch []Record) error
}

// StrategyState is a strategy's state in a checkpoint, besides its tensors.
type StrategyState struct {
	Next     int      `json:"next"`     // ID of the next trial
	Baseline Baseline `json:"baseline"` // of strategies that learn
	Steps    []int64  `json:"steps"`    // of their optimiser

	Jobs []Job `json:"jobs,omitempty"` // measured so far, in searches by [Halving]

	Own json.RawMessage `json:"own,omitempty"` // what else a registered strategy keeps
}

// Resumable is a strategy that a checkpoint can hold and a later level can
// build upon.
type Resumable interface {
	Strategy
	// ResetBaseline forgets the average reward.
	ResetBaseline()
	// States returns the strategy's state after each trial, which is the Hidden
	// of a [Candidate].
	States(trials []Trial) ([][]float32, error)
	// StateDict names the tensors of a checkpoint, State returns the rest.
	StateDict() map[string]tensor.Tensor
	State() StrategyState
	// SetState restores what State returned. The tensors of StateDict must be
	// filled first.
	SetState(StrategyState) error
	// Release waits for the recorded work and frees the device memory.
	Release()
}

var (
	_ Resumable = (*REINFORCE)(nil)
	_ Resumable = (*RandomSearch)(nil)
	_ Resumable = (*ASHA)(nil)
)
