package autogan

import (
	"autogan/gan/arch"
	"autogan/nas"
	"autogan/nas/autogan/config"
)

// Level returns what a stage searches: the free decisions of its cell, which
// extend those of each parent. A search on a single level decides all cells at
// once.
func Level(c config.Config, stage int, parents []nas.Candidate) nas.Level {
	first, end := c.Decided(stage)
	level := nas.Level{Stage: stage, Space: freeDecisions(c, first, end)}
	for _, p := range parents {
		p.Tokens = c.Fixed().Reduce(p.Tokens)
		level.Parents = append(level.Parents, p)
	}
	return level
}

// freeDecisions returns the free decisions of the cells first to end-1.
func freeDecisions(c config.Config, first, end int) nas.Space {
	var space nas.Space
	for cell := first; cell < end; cell++ {
		for _, d := range c.Fixed().Free(cell) {
			space = append(space, nas.Decision{Name: d.Name, Options: len(d.Options)})
		}
	}
	return space
}

// completing is a strategy that knows only the free decisions. It adds the
// fixed ones to the trials that are suggested, and removes them from those that
// are observed.
type completing struct {
	nas.Resumable
	fixed arch.Fixed
	cells int
}

// complete makes a stage's strategy propose whole architectures.
func complete(c config.Config, stage int, s nas.Resumable) nas.Resumable {
	return completing{s, c.Fixed(), c.Cells(stage)}
}

// Suggest implements [nas.Strategy].
func (s completing) Suggest(n int) ([]nas.Trial, error) {
	trials, err := s.Resumable.Suggest(n)
	for i := range trials {
		trials[i].Tokens = s.fixed.Complete(s.cells, trials[i].Tokens)
	}
	return trials, err
}

// Observe implements [nas.Strategy].
func (s completing) Observe(batch []nas.Record) error {
	own := make([]nas.Record, len(batch))
	for i, record := range batch {
		own[i] = record
		own[i].Tokens = s.fixed.Reduce(record.Tokens)
	}
	return s.Resumable.Observe(own)
}

// States implements [nas.Resumable].
func (s completing) States(trials []nas.Trial) ([][]float32, error) {
	own := make([]nas.Trial, len(trials))
	for i, trial := range trials {
		own[i] = trial
		own[i].Tokens = s.fixed.Reduce(trial.Tokens)
	}
	return s.Resumable.States(own)
}
