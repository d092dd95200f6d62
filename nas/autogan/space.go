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
	code := codingOf(c)
	level := nas.Level{Stage: stage, Space: freeDecisions(c, first, end)}
	for _, p := range parents {
		p.Tokens = code.encode(p.Tokens)
		level.Parents = append(level.Parents, p)
	}
	if c.Controller.FirstInput == config.LastToken && first > 0 {
		before := code.decisions(first - 1)
		level.Before = before[len(before)-1]
	}
	return level
}

// freeDecisions returns the free decisions of the cells first to end-1.
func freeDecisions(c config.Config, first, end int) nas.Space {
	var space nas.Space
	for cell := first; cell < end; cell++ {
		space = append(space, codingOf(c).decisions(cell)...)
	}
	return space
}

// archsOf returns the architectures of trials.
func archsOf(c config.Config, trials []nas.Trial) ([]arch.Arch, error) {
	archs := make([]arch.Arch, len(trials))
	for i, trial := range trials {
		a, err := c.Archs().Arch(trial.Tokens)
		if err != nil {
			return nil, err
		}
		archs[i] = a
	}
	return archs, nil
}

// completing is a strategy that knows only the free decisions, as a [coding]
// has them. It adds the fixed ones to the trials that are suggested, and
// removes them from those that are observed.
type completing struct {
	nas.Resumable
	code  coding
	cells int
}

// complete makes a stage's strategy propose whole architectures.
func complete(c config.Config, stage int, s nas.Resumable) nas.Resumable {
	return completing{s, codingOf(c), c.Cells(stage)}
}

// Suggest implements [nas.Strategy].
func (s completing) Suggest(n int) ([]nas.Trial, error) {
	trials, err := s.Resumable.Suggest(n)
	for i := range trials {
		trials[i].Tokens = s.code.decode(s.cells, trials[i].Tokens)
	}
	return trials, err
}

// Observe implements [nas.Strategy].
func (s completing) Observe(batch []nas.Record) error {
	own := make([]nas.Record, len(batch))
	for i, record := range batch {
		own[i] = record
		own[i].Tokens = s.code.encode(record.Tokens)
	}
	return s.Resumable.Observe(own)
}

// States implements [nas.Resumable].
func (s completing) States(trials []nas.Trial) ([][]float32, error) {
	own := make([]nas.Trial, len(trials))
	for i, trial := range trials {
		own[i] = trial
		own[i].Tokens = s.code.encode(trial.Tokens)
	}
	return s.Resumable.States(own)
}
