package report

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"autogan/nas/autogan"

	"github.com/dustin/go-humanize"
)

// training is a training from scratch and what it has recorded.
type training struct {
	autogan.Run
	autogan.TrainingHistory
}

func (r training) opened() autogan.Run { return r.Run }

func (r training) facts() [][2]string {
	state := "finished"
	if r.Result == nil {
		state = fmt.Sprintf("under way, %d evaluations", len(r.Evaluations))
	}
	if r.Diverged != nil {
		state = fmt.Sprintf("diverged after %d steps of the discriminator, %d evaluations", r.Diverged.Step, len(r.Evaluations))
	}
	c := r.Config
	return append(commonFacts(r.Run, state, r.Info),
		[2]string{"generator steps", humanize.Comma(int64(c.Train.GeneratorSteps))},
		[2]string{"widths", fmt.Sprintf("generator %d, discriminator %d", c.Train.Channels, c.Train.DiscChannels)})
}

func (r training) sections() ([]section, error) {
	return filled(r.architecture, r.evaluations, r.losses, r.samples)
}

// architecture draws the trained architecture and compares its scores with the
// paper's.
func (r training) architecture() (section, error) {
	s := section{Title: "Architecture"}
	a, err := r.Config.ParseArch(r.Config.Train.Arch)
	if err != nil {
		return s, fmt.Errorf("report: %s: %w", r.Folder, err)
	}
	s.Parts = append(s.Parts, part{Caption: strings.TrimSpace(a.Describe()), Figure: diagram(a)})
	if r.Result != nil {
		s.Text = publishedNote([]training{r})
		s.Parts = append(s.Parts, part{Table: paperTable([]training{r})})
	}
	return s, nil
}

// paperTable lists the finished trainings, then what is published for their data
// sets.
func paperTable(runs []training) *table {
	t := &table{Head: []string{"generator", "data", "Inception score", "FID", "parameters", "MACs per image", "search", "protocol or source"}}
	var data []string
	for _, r := range runs {
		if !slices.Contains(data, r.Config.Data.Name) {
			data = append(data, r.Config.Data.Name)
		}
		if r.Result == nil {
			continue
		}
		best := r.Result.Best
		t.add(runName(r.Run), r.Config.Data.Name, fmt.Sprintf("%.3f ± %.3f", best.IS, best.ISStd), fmt.Sprintf("%.2f", best.FID),
			humanize.Comma(int64(r.Result.Params)), humanize.Comma(r.Result.MACs), "", best.ISName+", "+best.FIDName)
	}
	for _, name := range data {
		for _, m := range published {
			if of, known := m.on(name); known {
				t.add(m.name, name, of.inception, of.fid, of.params, of.macs, m.cost, m.source)
			}
		}
	}
	return t
}

// evaluations shows the scores of the averaged weights over the training.
func (r training) evaluations() (section, error) {
	s := section{Title: "Evaluations", Text: "Of the averaged weights."}
	if err := s.addChart("", chart{x: "generator steps", y: "Inception score", curves: []curve{r.scores()}}); err != nil {
		return s, err
	}
	return s, s.addChart("", chart{x: "generator steps", y: "FID", curves: []curve{r.distances()}})
}

func (r training) scores() curve {
	return r.evaluated(func(e autogan.Evaluation) float64 { return e.IS })
}

func (r training) distances() curve {
	return r.evaluated(func(e autogan.Evaluation) float64 { return e.FID })
}

// evaluated returns the curve of one value of each evaluation.
func (r training) evaluated(value func(autogan.Evaluation) float64) curve {
	line := curve{name: runName(r.Run)}
	for _, e := range r.Evaluations {
		line.x, line.y = append(line.x, float64(e.Step)), append(line.y, value(e))
	}
	return line
}

func (r training) losses() (section, error) {
	s := section{Title: "Losses", Text: "Means over the steps between two lines of the log."}
	d, g := curve{name: "discriminator"}, curve{name: "generator"}
	for _, m := range r.Metrics {
		d.x, d.y = append(d.x, float64(m.Step)), append(d.y, m.LossD)
		if m.LossG != nil {
			g.x, g.y = append(g.x, float64(m.Step)), append(g.y, *m.LossG)
		}
	}
	return s, s.addChart("", chart{x: "discriminator steps", y: "loss", curves: []curve{d, g}})
}

// samples shows the images of the first evaluation, of the best and of the last.
func (r training) samples() (section, error) {
	s := section{Title: "Samples", Text: "Of the first evaluation, of the one with the lowest FID and of the last. On the left generated images, on the right real ones."}
	lowest, _ := r.bestEvaluation()
	for i, e := range r.Evaluations {
		best := e.Step == lowest.Step
		first, last := i == 0, i == len(r.Evaluations)-1
		if e.Samples == "" || !first && !last && !best {
			continue
		}
		caption := fmt.Sprintf("after %s generator steps: %s", humanize.Comma(int64(e.Step)), e)
		if err := s.addImage(caption, filepath.Join(r.Folder, e.Samples)); err != nil {
			return s, err
		}
	}
	return s, nil
}
