package config

import (
	"slices"

	"autogan/nas/autogan/experiments"
)

// The scorers that have a name; any other is the path of a file.
const (
	BuiltinScorer   = "builtin"   // the classifier of the procedural images
	InceptionScorer = "inception" // Inception-v3, the paper's
)

// proceduralData is the name of the images that this program draws.
const proceduralData = "procedural"

// defaultScorer returns Reward.Scorer for a data set that no file or override
// names one for: the paper's, which takes images of any kind. Only for
// procedural images there is one that fits better.
func defaultScorer(data string) string {
	if data == proceduralData {
		return BuiltinScorer
	}
	return InceptionScorer
}

// CheapReward returns the name of the built-in experiment that searches on a
// data set with a small classifier in place of Inception, "" if there is none.
func CheapReward(data string) string {
	name := data + "-cheap-reward"
	if !slices.Contains(experiments.Names(), name) {
		return ""
	}
	return name
}

// EvalScorer returns the scorer that measures trained generators.
func (c Config) EvalScorer() string {
	if c.Eval.Scorer != "" {
		return c.Eval.Scorer
	}
	return c.Reward.Scorer
}
