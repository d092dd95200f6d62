package report

import (
	"fmt"
	"math"
)

// several returns the page that compares runs: searches with searches,
// trainings with trainings.
func several(runs []run) (page, error) {
	var (
		searches  []search
		trainings []training
	)
	for _, r := range runs {
		switch r := r.(type) {
		case search:
			searches = append(searches, r)
		case training:
			trainings = append(trainings, r)
		}
	}
	sections, err := filled(
		func() (section, error) { return compareSearches(searches) },
		func() (section, error) { return compareTrainings(trainings) },
	)
	if err != nil {
		return page{}, err
	}
	for _, r := range searches {
		s, err := r.found()
		if err != nil {
			return page{}, err
		}
		if s.Title = runName(r.Run); len(s.Parts) > 0 {
			sections = append(sections, s)
		}
	}
	return page{Title: "Comparison of runs", Sections: sections}, nil
}

func compareSearches(searches []search) (section, error) {
	s := section{Title: "Searches", Text: "Rewards are comparable only between runs of the same data, scorer and image size. The curve is the best reward so far among the architectures of the last stage, which have the full image size."}
	if len(searches) == 0 {
		return s, nil
	}
	t := &table{Head: []string{"run", "state", "measured", "resets", "best architecture", "reward", "parameters", "MACs per image"}}
	c := chart{x: "architectures measured", y: "best reward"}
	for _, r := range searches {
		c.curves = append(c.curves, r.bestSoFar())
		if r.Result == nil || len(r.Result.Top) == 0 {
			t.add(runName(r.Run), "under way", len(r.Trials), "", "", "", "", "")
			continue
		}
		top := r.Result.Top[0]
		t.add(runName(r.Run), "finished", len(r.Trials), r.Result.Resets, top.Arch, fmt.Sprintf("%.3f", top.Reward), grouped(top.Params), grouped(int(top.MACs)))
	}
	s.Parts = append(s.Parts, part{Table: t})
	return s, s.addChart("", c)
}

func (r search) bestSoFar() curve {
	line := curve{name: runName(r.Run)}
	best := math.Inf(-1)
	for n, t := range r.Trials {
		if t.Stage != r.Config.Stages()-1 {
			continue
		}
		best = max(best, t.Reward)
		line.x, line.y = append(line.x, float64(n+1)), append(line.y, best)
	}
	return line
}

func compareTrainings(trainings []training) (section, error) {
	s := section{Title: "Trainings from scratch", Text: "The evaluation with the lowest FID of each training. Only figures of the same protocol are comparable."}
	if len(trainings) == 0 {
		return s, nil
	}
	scores := chart{x: "generator steps", y: "Inception score"}
	for _, r := range trainings {
		scores.curves = append(scores.curves, r.scores())
	}
	s.Parts = append(s.Parts, part{Table: paperTable(trainings)})
	return s, s.addChart("", scores)
}
