package report

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"autogan/gan/arch"
	"autogan/nas/autogan"
	"autogan/nas/autogan/config"

	"github.com/dustin/go-humanize"
)

// search is a search and what it has recorded.
type search struct {
	autogan.Run
	autogan.History
}

func (r search) opened() autogan.Run { return r.Run }

func (r search) facts() [][2]string {
	state := "finished"
	if r.Result == nil {
		state = fmt.Sprintf("under way, %d architectures measured", len(r.Trials))
	}
	facts := append(commonFacts(r.Run, state, r.Info),
		[2]string{"reward", fmt.Sprintf("by scorer %s on %d images", r.Config.Reward.Scorer, r.Config.Reward.Images)})
	if r.Result != nil {
		facts = append(facts, [2]string{"dynamic resets", strconv.Itoa(r.Result.Resets)})
	}
	if r.Result != nil && r.Result.Diverged > 0 {
		facts = append(facts, [2]string{"divergences", strconv.Itoa(r.Result.Diverged)})
	}
	if r.Result != nil && r.Result.Budget != nil {
		facts = append(facts, [2]string{"budget", r.Result.Budget.String()})
	}
	return facts
}

func (r search) sections() ([]section, error) {
	return filled(r.found, r.rewards, r.correlation, r.losses, r.preferences, r.samples, r.derived)
}

// found shows the result of a finished search: the top K as a table and as
// diagrams.
func (r search) found() (section, error) {
	s := section{Title: "Architectures found"}
	if r.Result == nil {
		return s, nil
	}
	t := &table{Head: []string{"rank", "architecture", "reward", "parameters", "MACs per image"}}
	for i, f := range r.Result.Top {
		t.add(i+1, f.Arch, fmt.Sprintf("%.3f", f.Reward), humanize.Comma(int64(f.Params)), humanize.Comma(f.MACs))
	}
	s.Parts = append(s.Parts, part{Table: t})
	for i, f := range r.Result.Top {
		a, err := r.Config.Archs().Parse(f.Arch)
		if err != nil {
			return s, fmt.Errorf("report: %s: %w", r.Folder, err)
		}
		s.Parts = append(s.Parts, part{Caption: fmt.Sprintf("%d: %s", i+1, strings.TrimSpace(a.Describe())), Figure: diagram(a)})
	}
	return s, nil
}

// growth marks the iterations at which a stage begins.
func growth(c config.Config) []mark {
	var marks []mark
	at := 0
	for _, n := range c.Search.Iterations[:c.Stages()-1] {
		at += n
		marks = append(marks, mark{float64(at), grown})
	}
	return marks
}

// losses shows the losses of the shared GAN over all its steps.
func (r search) losses() (section, error) {
	s := section{Title: "Losses of the shared GAN", Text: "Means over the steps between two looks at the losses."}
	d, g := curve{name: "discriminator"}, curve{name: "generator"}
	var marks []mark
	before, last := 0, autogan.MetricLine{}
	for _, m := range r.Metrics {
		if m.Iteration != last.Iteration {
			before += last.Step
			if m.Stage != last.Stage {
				marks = append(marks, mark{float64(before), grown})
			}
		}
		last = m
		x := float64(before + m.Step)
		if !m.Diverged { // the mean leaves out what was not finite
			d.x, d.y = append(d.x, x), append(d.y, m.LossD)
		}
		if m.LossG != nil {
			g.x, g.y = append(g.x, x), append(g.y, *m.LossG)
		}
		if m.Reset {
			marks = append(marks, mark{x, reset})
		}
	}
	return s, s.addChart("", chart{x: "discriminator steps", y: "loss", curves: []curve{d, g}, marks: marks})
}

// preferences shows how often the controller of each stage took each option:
// in the first half of its trials and in the second.
func (r search) preferences() (section, error) {
	s := section{Title: "What the controllers came to prefer", Text: "Share of each option among the architectures that a stage's controller tried, in the first half of its trials → in the second."}
	first := 0 // first token of the cell
	for cell := range r.Config.Cells(r.Config.Stages() - 1) {
		stage := min(cell, r.Config.Stages()-1) // a search on a single level has one stage for all cells
		decisions := r.Config.Archs().Cells[cell]
		t := preferenceTable(r.Trials, stage, decisions, first)
		if len(t.Rows) > 0 {
			s.Parts = append(s.Parts, part{Caption: fmt.Sprintf("cell %d", cell+1), Table: t})
		}
		first += len(decisions)
	}
	return s, nil
}

// preferenceTable shows the decisions of a cell in the trials of a stage. Their
// tokens begin at first.
func preferenceTable(trials []autogan.TrialLine, stage int, decisions []arch.Decision, first int) *table {
	var tried [][]int
	end := first + len(decisions)
	for _, t := range trials {
		if t.Phase == "controller" && t.Stage == stage && len(t.Tokens) >= end {
			tried = append(tried, t.Tokens[first:end])
		}
	}
	table := &table{Head: []string{"decision", "options"}}
	if len(tried) < 2 {
		return table
	}
	half := len(tried) / 2
	for i, decision := range decisions {
		var shares []string
		for option, name := range decision.Options {
			shares = append(shares, fmt.Sprintf("%s %.0f → %.0f %%", name, share(tried[:half], i, option), share(tried[half:], i, option)))
		}
		table.add(decision.Name, strings.Join(shares, ", "))
	}
	return table
}

// share returns the percentage of token lists that have the option at position
// i.
func share(tried [][]int, i, option int) float64 {
	n := 0
	for _, tokens := range tried {
		if tokens[i] == option {
			n++
		}
	}
	return 100 * float64(n) / float64(len(tried))
}

// samples shows the grids of the stages that have ended. A search without shared
// weights draws none.
func (r search) samples() (section, error) {
	s := section{Title: "Samples", Text: "From the best architecture of each stage, with the shared weights."}
	for stage := range r.Config.Stages() {
		size := r.Config.ImageSize(stage)
		caption := fmt.Sprintf("stage %d, %d×%d pixels", stage+1, size, size)
		if err := s.addImage(caption, filepath.Join(r.Folder, autogan.StageSamples(stage))); err != nil {
			return s, err
		}
	}
	return s, nil
}

// derived shows the images of the best architecture that the search's
// derivation has trained, if there is one.
func (r search) derived() (section, error) {
	s := section{Title: "Samples after training from scratch", Text: "On the left from the best derived generator, on the right real images."}
	return s, s.addImage("", filepath.Join(r.DeriveFolder(), autogan.DerivedSamples))
}
