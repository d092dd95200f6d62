package autogan

import (
	"fmt"

	"autogan/nas"
)

// Result is the result of a search, the content of result.json.
type Result struct {
	Space  string        `json:"space"` // of the architectures; "" means AutoGAN's
	Top    []Found       `json:"top"`   // best first
	Stages []StageResult `json:"stages"`
	Resets int           `json:"resets"` // dynamic resets after a collapse

	Collapsed bool `json:"collapsed,omitempty"` // in the last iteration, after which there is no reset
	Diverged  int  `json:"diverged,omitempty"`  // how often losses or weights were not finite

	Correlation *Correlation `json:"correlation,omitempty"`
	Budget      *Budget      `json:"budget,omitempty"` // nil unless search.hours ended the search

	Folder string `json:"-"` // of the run
}

// Found is one architecture of the top K.
type Found struct {
	Arch   string  `json:"arch"`
	Reward float64 `json:"reward"`
	Params int     `json:"params"` // of the derived generator
	MACs   int64   `json:"macs"`   // per image
}

// StageResult summarises a stage: the mean rewards of the architectures that
// the controller tried in the first and in the last iteration of the stage,
// each with the shared weights at that time. They are 0 if it tried none.
type StageResult struct {
	Size        int     `json:"size"` // height and width of the images
	FirstReward float64 `json:"first_reward"`
	LastReward  float64 `json:"last_reward"`
	Samples     string  `json:"picture,omitempty"` // samples of the stage's best, relative to the folder; empty without shared weights
}

// finish writes and returns the result of a completed search.
func (r *Search) finish() (Result, error) {
	result := Result{Space: r.config.Space.Name, Folder: r.folder.path, Resets: r.state.Resets,
		Collapsed: r.state.Collapsed, Diverged: r.state.Diverged}
	for _, parent := range r.state.Parents {
		a, err := r.config.Archs().Arch(parent.Tokens)
		if err != nil {
			return Result{}, fmt.Errorf("autogan: result: %w", err)
		}
		params, macs := a.Count(sharedGeometry(r.config))
		result.Top = append(result.Top, Found{a.String(), parent.Reward, params, macs})
	}
	lines, err := nas.ReadLog[TrialLine](r.folder.join(trialsFile))
	if err != nil {
		return Result{}, err
	}
	result.Correlation = correlation(lines)
	if result.Budget, err = r.budgetSpent(lines); err != nil {
		return Result{}, err
	}
	result.Stages = r.stageResults(lines)
	if err := r.folder.forgetPrevious(); err != nil {
		return Result{}, err
	}
	return result, r.end(resultFile, result)
}

// stageResults returns what each stage reached, from all trials.
func (r *Search) stageResults(lines []TrialLine) []StageResult {
	var stages []StageResult
	iteration := 0
	for stage, n := range r.config.Search.Iterations {
		found := StageResult{
			Size:        r.config.ImageSize(stage),
			FirstReward: meanReward(lines, iteration),
			LastReward:  meanReward(lines, min(iteration+n, r.iterations())-1),
		}
		if r.trainer != nil {
			found.Samples = StageSamples(stage)
		}
		stages = append(stages, found)
		iteration += n
	}
	return stages
}

// meanReward returns the mean reward of the controller's trials in an
// iteration, 0 if there were none.
func meanReward(lines []TrialLine, iteration int) float64 {
	sum, n := 0.0, 0
	for _, line := range lines {
		if line.Phase == "controller" && line.Iteration == iteration {
			sum += line.Reward
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}
