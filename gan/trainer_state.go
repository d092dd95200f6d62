package gan

import "autogan/vk/tensor"

// TrainerState is the state of a trainer besides its tensors.
type TrainerState struct {
	Draws  uint64  `json:"draws"`   // batches of latent vectors drawn
	StepsG []int64 `json:"steps_g"` // Adam's steps of each parameter
	StepsD []int64 `json:"steps_d"`
}

// State returns the trainer's state between steps, without the losses that were
// not taken.
func (t *Trainer) State() TrainerState {
	return TrainerState{Draws: t.draws, StepsG: t.optG.Steps(), StepsD: t.optD.Steps()}
}

// SetState restores what State returned. Step counts that do not fit the
// networks are an error.
func (t *Trainer) SetState(state TrainerState) error {
	t.draws = state.Draws
	if err := t.optG.SetSteps(state.StepsG); err != nil {
		return err
	}
	return t.optD.SetSteps(state.StepsD)
}

// StateDict returns all tensors of the trainer: generator.*, discriminator.*,
// and the moments of the optimisers under adam_g.* and adam_d.*.
func (t *Trainer) StateDict() map[string]tensor.Tensor {
	all := map[string]tensor.Tensor{}
	for prefix, state := range map[string]map[string]tensor.Tensor{
		"generator.": t.Gen.StateDict(), "discriminator.": t.Dis.StateDict(),
		"adam_g.": t.optG.StateDict(), "adam_d.": t.optD.StateDict(),
	} {
		for name, value := range state {
			all[prefix+name] = value
		}
	}
	return all
}
