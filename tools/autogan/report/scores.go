package report

import (
	"fmt"
	"maps"
	"slices"

	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
)

// scored is the score of a run at an iteration, counted from 0, and the point
// where it is drawn.
type scored struct {
	at   int
	x, y float64
}

// scoreNames are the axes of the two metrics.
var scoreNames = map[config.RewardMetric]string{config.RewardIS: "Inception score", config.RewardFID: "FID"}

// score returns a metric of a trial; false if the search did not log it, or
// measured nothing because the training from scratch diverged.
func (r search) score(t autogan.TrialLine, m config.RewardMetric) (float64, bool) {
	if value, ok := t.Metrics[string(m)]; ok {
		return value, true
	}
	if r.Config.Reward.Metric != m || t.Reward == 0 {
		return 0, false
	}
	if m == config.RewardFID {
		return 1 / t.Reward, true
	}
	return t.Reward, true
}

// tried returns the trials of the controller, which has a phase in every
// iteration.
func (r search) tried() []autogan.TrialLine {
	return slices.DeleteFunc(slices.Clone(r.Trials), func(t autogan.TrialLine) bool { return t.Phase != "controller" })
}

// meanScores returns the mean of a metric over the architectures that the
// controller tried in each iteration, drawn in the middle of the iteration.
func (r search) meanScores(m config.RewardMetric) []scored {
	sums, counts := map[int]float64{}, map[int]int{}
	for _, t := range r.tried() {
		if value, ok := r.score(t, m); ok {
			sums[t.Iteration] += value
			counts[t.Iteration]++
		}
	}
	var list []scored
	for iteration := range r.Config.TotalIterations() {
		if n := counts[iteration]; n > 0 {
			list = append(list, scored{iteration, float64(iteration) + 0.5, sums[iteration] / float64(n)})
		}
	}
	return list
}

// bestScores returns the best score so far among the architectures of the last
// stage, which have the full image size, at the end of each of its iterations.
func (r search) bestScores() []scored {
	m := r.Config.Reward.Metric
	best := map[int]float64{} // by iteration
	var last float64
	for _, t := range r.Trials {
		value, ok := r.score(t, m)
		if !ok || t.Stage != r.Config.Stages()-1 || t.Phase == "correlation" {
			continue
		}
		better := value > last
		if m == config.RewardFID {
			better = value < last
		}
		if better || len(best) == 0 {
			last = value
		}
		best[t.Iteration] = last
	}
	var list []scored
	for iteration := range r.Config.TotalIterations() {
		if value, ok := best[iteration]; ok {
			list = append(list, scored{iteration, float64(iteration) + 1, value})
		}
	}
	return list
}

// timed moves scores to the time at which a phase of their iteration ended, in
// seconds. Scores without a time are left out: a run of an earlier version has
// none.
func (r search) timed(scores []scored, phase string) []scored {
	seconds := map[int]float64{}
	for _, line := range r.Times {
		if line.Phase == phase {
			seconds[line.Iteration] = line.Seconds
		}
	}
	var list []scored
	for _, s := range scores {
		if x, ok := seconds[s.at]; ok {
			list = append(list, scored{s.at, x, s.y})
		}
	}
	return list
}

// band returns the mean of the scores of several runs of one experiment, with a
// band of one standard deviation to each side. An iteration that not all runs
// have is averaged over those that do. A single run has no band.
func band(name string, runs [][]scored) curve {
	c := curve{name: name + ", 1 seed"}
	if len(runs) > 1 {
		c.name = fmt.Sprintf("%s, mean ± standard deviation of %d seeds", name, len(runs))
	}
	at := map[int][2][]float64{}
	for _, run := range runs {
		for _, s := range run {
			if isFinite(s.x) && isFinite(s.y) {
				at[s.at] = [2][]float64{append(at[s.at][0], s.x), append(at[s.at][1], s.y)}
			}
		}
	}
	for _, iteration := range slices.Sorted(maps.Keys(at)) {
		x, y := autogan.SpreadOf(at[iteration][0]), autogan.SpreadOf(at[iteration][1])
		c.x, c.y = append(c.x, x.Mean), append(c.y, y.Mean)
		if len(runs) > 1 {
			c.low, c.high = append(c.low, y.Mean-y.Std), append(c.high, y.Mean+y.Std)
		}
	}
	return c
}

// inUnits converts the times of curves from seconds to the unit that suits them,
// and returns its name.
func inUnits(curves []curve) string {
	longest := 0.0
	for _, c := range curves {
		for _, x := range c.x {
			longest = max(longest, x)
		}
	}
	unit, seconds := "s", 1.0
	if longest > 3*3600 {
		unit, seconds = "h", 3600
	} else if longest > 300 {
		unit, seconds = "min", 60
	}
	for _, c := range curves {
		for i := range c.x {
			c.x[i] /= seconds
		}
	}
	return unit
}
