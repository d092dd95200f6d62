package autogan

import (
	"autogan/nas"
	"autogan/nas/autogan/config"
	"autogan/vk"
)

// newStrategy makes the strategy that proposes the architectures of a stage.
func newStrategy(s *vk.Stream, c config.Config, stage int, parents []nas.Candidate) (nas.Resumable, error) {
	level, seed := Level(c, stage, parents), seedFor(c, forController, stage)
	strategy, err := strategyOf(s, c, stage, level, seed)
	if err != nil {
		return nil, err
	}
	return complete(c, stage, strategy), nil
}

// strategyOf is the strategy by its name, of package nas or registered there.
func strategyOf(s *vk.Stream, c config.Config, stage int, level nas.Level, seed uint64) (nas.Resumable, error) {
	switch c.Search.Strategy {
	case config.ControllerStrategy:
		return nas.NewREINFORCE(s, level, controllerSettings(c, stage))
	case config.RandomStrategy:
		return nas.NewRandomSearch(level, seed), nil
	case config.ASHAStrategy:
		return earlyStopping{nas.NewASHA(level, halving(c.Search), seed), c}, nil
	}
	return nas.Named(string(c.Search.Strategy))(s, level, seed)
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
