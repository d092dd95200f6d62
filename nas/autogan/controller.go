package autogan

import (
	"autogan/nas"
	"autogan/nas/autogan/config"
	"autogan/vk"
)

// newStrategy makes the strategy that proposes the architectures of a stage.
func newStrategy(s *vk.Stream, c config.Config, stage int, parents []nas.Candidate) (nas.Resumable, error) {
	level := Level(c, stage, parents)
	switch seed := seedFor(c, forController, stage); c.Search.Strategy {
	case config.RandomStrategy:
		return complete(c, stage, nas.NewRandomSearch(level, seed)), nil
	case config.ASHAStrategy:
		return complete(c, stage, earlyStopping{nas.NewASHA(level, halving(c.Search), seed), c}), nil
	}
	r, err := nas.NewREINFORCE(s, level, controllerSettings(c, stage))
	if err != nil {
		return nil, err // not the typed nil of r
	}
	return complete(c, stage, r), nil
}

// controllerSettings returns the settings of a stage's controller. Each stage
// has its own controller with its own seed.
func controllerSettings(c config.Config, stage int) nas.REINFORCEConfig {
	return nas.REINFORCEConfig{
		Hidden: c.Controller.Hidden, LR: c.Controller.LR,
		Beta1: c.Controller.Betas[0], Beta2: c.Controller.Betas[1],
		Entropy: c.Controller.Entropy, Decay: c.Controller.BaselineDecay,
		UpdateFirst: c.Controller.BaselineFirst, AdvantagePerDecision: c.Controller.AdvantagePerChoice,
		Seed: seedFor(c, forController, stage),
	}
}
