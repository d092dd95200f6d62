package report

import (
	"fmt"
	"math"
)

// several is the page that compares runs.
func several(runs []run) (page, error) {
	p := page{Title: "Comparison of runs"}
	overview := section{Title: "Runs", Parts: []part{{Table: overviewTable(runs)}}}
	best := section{Title: "Best reward so far", Text: "Over all architectures measured; rewards compare only between runs of the same data, scorer and image size."}
	c := chart{x: "architectures measured", y: "best reward"}
	for _, r := range runs {
		c.curves = append(c.curves, bestSoFar(r))
	}
	if err := best.addChart("", c); err != nil {
		return p, err
	}
	p.Sections = []section{overview}
	if len(best.Parts) > 0 {
		p.Sections = append(p.Sections, best)
	}
	for _, r := range runs {
		s, err := found(r)
		if err != nil {
			return p, err
		}
		s.Title = runName(r)
		p.Sections = append(p.Sections, s)
	}
	return p, nil
}

func runName(r run) string { return fmt.Sprintf("%s, seed %d", r.Config.Name, r.Config.Seed) }

func overviewTable(runs []run) *table {
	t := &table{Head: []string{"run", "state", "measured", "resets", "best architecture", "reward", "parameters", "MACs per image"}}
	for _, r := range runs {
		if r.Result == nil || len(r.Result.Top) == 0 {
			t.add(runName(r), "under way", len(r.Trials), "", "", "", "", "")
			continue
		}
		top := r.Result.Top[0]
		t.add(runName(r), "finished", len(r.Trials), r.Result.Resets, top.Arch, fmt.Sprintf("%.3f", top.Reward), grouped(top.Params), grouped(int(top.MACs)))
	}
	return t
}

// bestSoFar is the best reward among the first n architectures of the last
// stage, the one whose images have their full size.
func bestSoFar(r run) curve {
	line := curve{name: runName(r)}
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
