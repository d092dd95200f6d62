package report

import (
	"fmt"

	"github.com/dustin/go-humanize"
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
		func() (section, error) { return progressOf(searches) },
		func() (section, error) { return compareTrainings(trainings) },
	)
	if err != nil {
		return page{}, err
	}
	own, err := ofEach(searches)
	if err != nil {
		return page{}, err
	}
	return page{Title: "Comparison of runs", Sections: append(sections, own...)}, nil
}

// ofEach returns the sections about single searches, which their titles name.
func ofEach(searches []search) ([]section, error) {
	var all []section
	for _, r := range searches {
		own, err := filled(r.found, r.correlation)
		if err != nil {
			return nil, err
		}
		for _, s := range own {
			s.Title = runName(r.Run) + ": " + s.Title
			all = append(all, s)
		}
	}
	return all, nil
}

func compareSearches(searches []search) (section, error) {
	s := section{Title: "Searches", Text: "Rewards are comparable only between runs of the same data, scorer and image size."}
	if len(searches) == 0 {
		return s, nil
	}
	t := &table{Head: []string{"run", "state", "measured", "resets", "best architecture", "reward", "parameters", "MACs per image"}}
	for _, r := range searches {
		if r.Result == nil || len(r.Result.Top) == 0 {
			t.add(runName(r.Run), "under way", len(r.Trials), "", "", "", "", "")
			continue
		}
		top := r.Result.Top[0]
		t.add(runName(r.Run), "finished", len(r.Trials), r.Result.Resets, top.Arch, fmt.Sprintf("%.3f", top.Reward), humanize.Comma(int64(top.Params)), humanize.Comma(top.MACs))
	}
	s.Parts = append(s.Parts, part{Table: t})
	return s, nil
}

func compareTrainings(trainings []training) (section, error) {
	s := section{Title: "Trainings from scratch", Text: "The evaluation with the lowest FID of each training. " + publishedNote(trainings)}
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
