package report

import (
	"slices"

	"autogan/nas/autogan/config"
)

// experiment is the searches of one name, which differ in their seeds.
type experiment struct {
	name     string
	searches []search
}

// byExperiment groups searches by the name in their configuration, in the order
// in which the names come.
func byExperiment(searches []search) []experiment {
	var list []experiment
	for _, r := range searches {
		i := slices.IndexFunc(list, func(e experiment) bool { return e.name == r.Config.Name })
		if i < 0 {
			list = append(list, experiment{name: r.Config.Name})
			i = len(list) - 1
		}
		list[i].searches = append(list[i].searches, r)
	}
	return list
}

// band is the band of what each search of an experiment gives.
func (e experiment) band(of func(search) []scored) curve {
	var runs [][]scored
	for _, r := range e.searches {
		if scores := of(r); len(scores) > 0 {
			runs = append(runs, scores)
		}
	}
	return band(e.name, runs)
}

// progressOf shows how the scores of searches develop, over iterations and over
// time (paper, Figures 8 to 10). Searches of one experiment share a curve.
func progressOf(searches []search) (section, error) {
	s := section{Title: "Progress of the searches", Text: "A curve is an experiment, over its seeds. " +
		"Architectures are measured with the shared weights of their time, in a search from scratch with weights of their own. " +
		"The first stages of a multi-level search have smaller images: scores jump where a stage begins (growth), and those of different sizes are not comparable. " +
		"A search on a single level has the full size from the start."}
	for _, m := range []config.RewardMetric{config.RewardIS, config.RewardFID} {
		if err := s.addMeans(searches, m); err != nil {
			return s, err
		}
	}
	for _, m := range []config.RewardMetric{config.RewardIS, config.RewardFID} {
		if err := s.addBests(searches, m); err != nil {
			return s, err
		}
	}
	return s, nil
}

// addMeans draws the mean score of each iteration over iterations and over time.
func (s *section) addMeans(searches []search, m config.RewardMetric) error {
	y := scoreNames[m] + ", mean of an iteration"
	c := chart{x: "search iteration", y: y, marks: allGrowth(searches)}
	c.addBands(searches, func(r search) []scored { return r.meanScores(m) })
	if err := s.addChart("", c); err != nil {
		return err
	}
	return s.addTimed(y, searches, func(r search) []scored { return r.timed(r.meanScores(m), "controller") })
}

// addBests draws the best score so far over time, for searches that are rewarded
// by this metric.
func (s *section) addBests(searches []search, m config.RewardMetric) error {
	return s.addTimed(scoreNames[m]+", best so far at full size", searches, func(r search) []scored {
		if r.Config.Reward.Metric != m {
			return nil
		}
		return r.timed(r.bestScores(), "end")
	})
}

// addTimed draws scores over the time of the search.
func (s *section) addTimed(y string, searches []search, of func(search) []scored) error {
	c := chart{y: y}
	c.addBands(searches, of)
	c.x = "time of search, " + inUnits(c.curves)
	return s.addChart("Each point is the mean time and the mean score of an iteration.", c)
}

// addBands adds the curve of every experiment, also an empty one, so that each
// experiment has the same colour in all charts.
func (c *chart) addBands(searches []search, of func(search) []scored) {
	for _, e := range byExperiment(searches) {
		c.curves = append(c.curves, e.band(of))
	}
}

// allGrowth marks every iteration at which one of the searches grows.
func allGrowth(searches []search) []mark {
	var all []mark
	for _, r := range searches {
		for _, m := range growth(r.Config) {
			if !slices.Contains(all, m) {
				all = append(all, m)
			}
		}
	}
	return all
}
