package autogan

import (
	"fmt"

	"autogan/nas/autogan/config"
)

// Forecast says how long a whole search takes on a device. Steps, updates and
// rewards are counted, and one of each is timed. The paper names 43 hours for its
// search on CIFAR-10, 72 without dynamic resetting, and no GPU (section 4).
//
// A forecast leaves out checkpoints, the compilation of kernels, the time that
// dynamic resets save, and what follows the search (derive.after_search).
type Forecast struct {
	Stages      []StageForecast
	Correlation float64  // seconds after the last stage
	Budget      float64  // seconds after which search.hours ends the stages; 0 for no limit
	Notes       []string // what is not in it, and where the timing differs from the search
}

// StageForecast has the seconds of a stage.
type StageForecast struct {
	Size       int     // height and width of the images
	Iterations int     // of the search
	Shared     float64 // training the shared GAN
	Controller float64 // its updates
	Rewards    float64 // measuring architectures, with the selection of the top K
}

// Seconds returns the duration of the stage.
func (f StageForecast) Seconds() float64 { return f.Shared + f.Controller + f.Rewards }

// Seconds returns the duration of the search.
func (f Forecast) Seconds() float64 {
	if f.cut() {
		return f.Budget + f.Correlation
	}
	return f.unlimited() + f.Correlation
}

// cut reports whether the budget ends the search.
func (f Forecast) cut() bool { return f.Budget > 0 && f.Budget < f.unlimited() }

// unlimited returns the seconds of all stages without a budget.
func (f Forecast) unlimited() float64 {
	var sum float64
	for _, stage := range f.Stages {
		sum += stage.Seconds()
	}
	return sum
}

// Amounts counts what a stage of a search does.
type Amounts struct {
	StepsD, StepsG int // of the shared GAN, each with an architecture of its own
	Updates        int // of the controller
	Rewards        int // architectures measured
	References     int // training images measured, for the FID of what is rewarded
}

// AmountsOf returns the amounts of each stage for a data set of the given number
// of images, if no reset shortens an iteration (paper, Algorithm 1).
func AmountsOf(c config.Config, images int) []Amounts {
	var list []Amounts
	perIteration := sharedSteps(c, (images+c.GAN.BatchD-1)/c.GAN.BatchD)
	for stage, iterations := range c.Search.Iterations {
		a := Amounts{
			StepsD:  iterations * perIteration,
			StepsG:  iterations * ((perIteration + c.GAN.NCritic - 1) / c.GAN.NCritic),
			Updates: iterations * c.Controller.Steps,
			Rewards: iterations * c.Controller.Steps * c.Controller.Batch,
		}
		if c.Search.Weights == config.SharedWeights {
			a.Rewards += c.Search.NumCandidates
		}
		if measuresReference(c, stage) {
			a.References = images
		}
		list = append(list, a)
	}
	return list
}

// measuresReference reports whether a stage measures the training images: for
// the FID of its rewards, or for its trainings from scratch, whose evaluations
// always have one.
func measuresReference(c config.Config, stage int) bool {
	shared := c.Search.Weights == config.SharedWeights && c.Reward.Measures(config.RewardFID)
	return shared || trainsFromScratch(c, stage) && scratchReference(c) == ""
}

// trainsFromScratch reports whether a stage has trainings from scratch, for its
// rewards or for the correlation after it.
func trainsFromScratch(c config.Config, stage int) bool {
	return c.Search.Weights == config.FromScratch || c.Search.Correlate > 0 && stage == c.Stages()-1
}

// meanScratchSteps returns the generator steps of a measurement from scratch.
// For ASHA it is the mean over all rungs: a share of 1/eta of the trials of one
// is measured at the next, and trains on from where it stopped.
func meanScratchSteps(c config.Search) float64 {
	if c.Strategy != config.ASHAStrategy {
		return float64(c.ScratchSteps)
	}
	var steps, trials float64
	share, before := 1.0, 0
	for rung := range halving(c).Rungs {
		after := rungSteps(c, rung)
		steps += share * float64(after-before)
		trials += share
		share, before = share/float64(c.ASHAEta), after
	}
	return steps / trials
}

// costs are the seconds of one of each thing that a stage does.
type costs struct {
	StepD, StepG float64 // with the drawing of the architecture
	Update       float64 // with the drawing of what is measured
	Reward       float64
	Reference    float64 // a training image
	Scratch      float64 // the reward of an architecture that is trained from scratch
}

// reward is the cost of measuring an architecture as the search does it.
func (o costs) reward(c config.Config) float64 {
	if c.Search.Weights == config.FromScratch {
		return o.Scratch
	}
	return o.Reward
}

// forecast multiplies amounts by costs, of which both have one for each stage.
func forecast(c config.Config, does []Amounts, cost []costs) Forecast {
	var f Forecast
	for stage, a := range does {
		one := cost[stage]
		f.Stages = append(f.Stages, StageForecast{
			Size: c.ImageSize(stage), Iterations: c.Search.Iterations[stage],
			Shared:     float64(a.StepsD)*one.StepD + float64(a.StepsG)*one.StepG,
			Controller: float64(a.Updates) * one.Update,
			Rewards:    float64(a.Rewards)*one.reward(c) + float64(a.References)*one.Reference,
		})
	}
	last := cost[len(cost)-1]
	f.Correlation = float64(c.Search.Correlate) * (last.Reward + last.Scratch)
	f.Budget = 3600 * c.Search.Hours
	if f.cut() {
		f.Notes = append(f.Notes, fmt.Sprintf("search.hours = %g ends it: all its iterations would take %.3g hours", c.Search.Hours, f.unlimited()/3600))
	}
	if c.Derive.AfterSearch {
		f.Notes = append(f.Notes, "not in it: training what it finds from scratch, which follows (derive.after_search)")
	}
	return f
}
