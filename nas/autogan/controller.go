package autogan

import (
	"autogan/nas"
	"autogan/vk"
)

// newStrategy makes what proposes the architectures of a stage.
func (c Config) newStrategy(s *vk.Stream, stage int, parents []nas.Candidate) (nas.Resumable, error) {
	level := c.Level(stage, parents)
	if c.Search.Strategy == RandomStrategy {
		return nas.NewRandomSearch(level, c.seedFor(forController, stage)), nil
	}
	r, err := nas.NewREINFORCE(s, level, c.REINFORCE(stage))
	if err != nil {
		return nil, err // not the typed nil of r
	}
	return r, nil
}

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
