package report

import (
	"fmt"

	"autogan/nas/autogan"
	"autogan/nas/autogan/config"

	"github.com/dustin/go-humanize"
)

// rewards shows the metrics of every architecture that the controller tried, and
// their mean in each iteration. The paper's Figure 8 has both metrics of one
// search, which reward.also logs.
func (r search) rewards() (section, error) {
	s := section{Title: "Rewards", Text: "Each point is an architecture measured with the shared weights of its time. Images grow with the stages, so scores of different stages are not comparable."}
	for _, m := range []config.RewardMetric{config.RewardIS, config.RewardFID} {
		c := chart{x: "search iteration", y: scoreNames[m], curves: []curve{r.everyScore(m), line("mean of the iteration", r.meanScores(m))}, marks: growth(r.Config)}
		if err := s.addChart(r.roleOf(m), c); err != nil {
			return s, err
		}
	}
	return s, nil
}

// roleOf says what a metric is for a search.
func (r search) roleOf(m config.RewardMetric) string {
	role := "logged with the reward, which it does not change"
	if r.Config.Reward.Metric == m {
		role = "the reward"
	}
	if r.Config.Reward.Metric == m && m == config.RewardFID {
		role = "the reward is its reciprocal"
	}
	return fmt.Sprintf("%s on %d images, scorer %s: %s", scoreNames[m], r.Config.Reward.Images, r.Config.Reward.Scorer, role)
}

// everyScore spreads the architectures of an iteration over its width.
func (r search) everyScore(m config.RewardMetric) curve {
	all := curve{name: "architecture", dots: true}
	perIteration, seen := map[int]int{}, map[int]int{}
	for _, t := range r.tried() {
		perIteration[t.Iteration]++
	}
	for _, t := range r.tried() {
		seen[t.Iteration]++
		if value, ok := r.score(t, m); ok {
			all.x = append(all.x, float64(t.Iteration)+(float64(seen[t.Iteration])-0.5)/float64(perIteration[t.Iteration]))
			all.y = append(all.y, value)
		}
	}
	return all
}

// line is the curve of scores.
func line(name string, scores []scored) curve {
	c := curve{name: name}
	for _, s := range scores {
		c.x, c.y = append(c.x, s.x), append(c.y, s.y)
	}
	return c
}

// correlation shows the rewards with shared weights against those from scratch
// (paper, Figure 7).
func (r search) correlation() (section, error) {
	s := section{Title: "Shared weights against training from scratch"}
	points := curve{name: "random architecture", dots: true}
	if r.Config.Search.CorrelateArchs == config.DerivedArchs {
		points.name = "architecture that the trained controller drew"
	}
	for _, t := range r.Trials {
		if scratch, ok := t.Metrics[autogan.ScratchMetric]; ok {
			points.x, points.y = append(points.x, scratch), append(points.y, t.Reward)
		}
	}
	s.Text = fmt.Sprintf("Each point is an architecture, measured with the shared weights and after %s generator steps of training from scratch; both rewards are on %d images.",
		humanize.Comma(int64(r.Config.Search.ScratchSteps)), r.Config.Reward.Images)
	caption := fmt.Sprintf("%d architectures so far", len(points.x))
	if r.Result != nil && r.Result.Correlation != nil {
		caption = fmt.Sprintf("Spearman's ρ = %s; the paper has 0.779 for architectures that its controller drew", r.Result.Correlation)
	}
	return s, s.addChart(caption, chart{x: "reward from scratch", y: "reward with shared weights", curves: []curve{points}, scatter: true})
}
