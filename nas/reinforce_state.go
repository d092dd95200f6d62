package nas

import (
	"fmt"

	"autogan/vk/tensor"
)

// Update describes the last update: means over its batch.
type Update struct {
	Reward    float64 `json:"reward"`    // as observed
	Entropy   float64 `json:"entropy"`   // of the policy, in nats
	LogProb   float64 `json:"log_prob"`  // of the batch before the update
	Advantage float64 `json:"advantage"` // mean magnitude
	Baseline  float64 `json:"baseline"`  // after the update
}

// Release waits for the recorded work and frees the device memory.
func (r *REINFORCE) Release() {
	r.controller.Release()
	r.adam.Release(r.stream.Device())
}

// Last returns the figures of the last update.
func (r *REINFORCE) Last() Update { return r.last }

// ResetBaseline forgets the average reward.
func (r *REINFORCE) ResetBaseline() { r.state.Baseline.Reset() }

// States returns the controller's hidden state after each trial: the Hidden of
// a [Candidate] that a later level extends. It ends the stream's step.
func (r *REINFORCE) States(trials []Trial) ([][]float32, error) {
	states, err := r.controller.States(r.level.ownTokens(trials), r.starts(trials))
	if err != nil {
		return nil, fmt.Errorf("nas: reinforce: states: %w", err)
	}
	return states, r.stream.EndStep()
}

// StateDict names the tensors of controller and optimiser.
func (r *REINFORCE) StateDict() map[string]tensor.Tensor {
	dict := map[string]tensor.Tensor{}
	for name, t := range r.controller.StateDict() {
		dict["controller."+name] = t
	}
	for name, t := range r.adam.StateDict() {
		dict["adam."+name] = t
	}
	return dict
}

// State returns the rest of a checkpoint.
func (r *REINFORCE) State() StrategyState {
	state := r.state
	state.Steps = r.adam.Steps()
	return state
}

// SetState restores what State returned. Fill the tensors of StateDict first.
func (r *REINFORCE) SetState(state StrategyState) error {
	if err := r.adam.SetSteps(state.Steps); err != nil {
		return fmt.Errorf("nas: reinforce: %w", err)
	}
	r.state = state
	return nil
}

// starts returns where the controller continues each trial.
func (r *REINFORCE) starts(trials []Trial) []Start {
	starts := make([]Start, len(trials))
	for i, t := range trials {
		if t.Parent >= 0 {
			parent := r.level.Parents[t.Parent]
			starts[i] = Start{State: parent.Hidden, Last: parent.Tokens[len(parent.Tokens)-1]}
		}
	}
	return starts
}

// ownTokens returns the tokens of each trial that this level decided.
func (l Level) ownTokens(trials []Trial) []Tokens {
	own := make([]Tokens, len(trials))
	for i, t := range trials {
		own[i] = t.Tokens[len(t.Tokens)-len(l.Space):]
	}
	return own
}
