package nas

import (
	"fmt"
	"slices"
)

// ASHA draws trials uniformly and measures them by asynchronous successive
// halving: random search with early stopping (Li and Talwalkar, Random Search
// and Reproducibility for Neural Architecture Search). Suggest gives a trial
// again, under the same ID, when [Halving] promotes it; its Rung says how far
// it is to be measured. The tokens of a trial follow from the seed and its ID.
type ASHA struct {
	*RandomSearch
	Rule Halving
	jobs []Job
}

// NewASHA returns a search whose first trial has ID 0.
func NewASHA(level Level, rule Halving, seed uint64) *ASHA {
	return &ASHA{RandomSearch: NewRandomSearch(level, seed), Rule: rule}
}

// Suggest implements [Strategy]. Trials that are suggested together are those
// of as many workers that ask before any of them is done.
func (s *ASHA) Suggest(n int) ([]Trial, error) {
	trials := make([]Trial, n)
	for i := range trials {
		job := s.Rule.Next(s.jobs)
		job.Running = true
		s.jobs = append(s.jobs, job)
		trials[i] = s.draw(job.ID)
		trials[i].Rung = job.Rung
	}
	return trials, nil
}

// Observe implements [Strategy].
func (s *ASHA) Observe(batch []Record) error {
	for _, record := range batch {
		i := slices.IndexFunc(s.jobs, func(job Job) bool { return job.Running && job.ID == record.ID && job.Rung == record.Rung })
		if i < 0 {
			return fmt.Errorf("nas: ASHA: trial %d at rung %d was not suggested", record.ID, record.Rung)
		}
		s.jobs[i].Reward, s.jobs[i].Running = record.Reward, false
	}
	return nil
}

// Kept returns the trials whose unfinished work is worth keeping; see
// [Halving.Kept].
func (s *ASHA) Kept() []int { return s.Rule.Kept(s.jobs) }

// State implements [Resumable]. It leaves out the jobs that are running: after
// SetState they are suggested again.
func (s *ASHA) State() StrategyState {
	measured := slices.DeleteFunc(slices.Clone(s.jobs), func(job Job) bool { return job.Running })
	return StrategyState{Next: nextTrial(measured), Jobs: measured}
}

// SetState implements [Resumable]. Jobs that do not follow from the rule's
// rungs and from Next are an error.
func (s *ASHA) SetState(state StrategyState) error {
	for _, job := range state.Jobs {
		if job.ID < 0 || job.ID >= state.Next || job.Rung < 0 || job.Rung >= s.Rule.Rungs {
			return fmt.Errorf("nas: ASHA: trial %d of %d is at rung %d of %d", job.ID, state.Next, job.Rung, s.Rule.Rungs)
		}
	}
	if next := nextTrial(state.Jobs); next != state.Next {
		return fmt.Errorf("nas: ASHA: the next trial is %d, want %d", state.Next, next)
	}
	s.jobs = slices.Clone(state.Jobs)
	return nil
}
