package autogan

import "autogan/nas"

// REINFORCE returns the settings of a stage's controller. Every stage has a
// controller of its own, from a seed of its own.
func (c Config) REINFORCE(stage int) nas.REINFORCEConfig {
	return nas.REINFORCEConfig{
		Hidden: c.Controller.Hidden, LR: c.Controller.LR,
		Beta1: c.Controller.Betas[0], Beta2: c.Controller.Betas[1],
		Entropy: c.Controller.Entropy, Decay: c.Controller.BaselineDecay,
		UpdateFirst: c.Controller.BaselineFirst, AdvantagePerDecision: c.Controller.AdvantagePerChoice,
		Seed: c.seedFor(forController, stage),
	}
}
