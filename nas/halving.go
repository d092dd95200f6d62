package nas

import (
	"cmp"
	"slices"
)

// Halving is the rule of asynchronous successive halving, ASHA (Li et al.,
// Massively Parallel Hyperparameter Tuning, algorithm 2). A trial is first
// measured cheaply, at rung 0. The best 1/Eta of a rung go on to the next one,
// where a measurement costs Eta times as much. Nothing waits until a rung is
// complete: whenever a worker is free, the rule names its job.
//
// The rule is a function of the jobs alone. Their order, which depends on how
// fast the workers are, changes nothing.
type Halving struct {
	Eta   int // the reduction factor, at least 2; 4 in the experiments of Li and Talwalkar
	Rungs int // at least 1
}

// Job is the measurement of a trial at a rung.
type Job struct {
	ID      int     `json:"id"` // of the trial; trials count from 0
	Rung    int     `json:"rung"`
	Reward  float64 `json:"reward"` // once it is measured
	Running bool    `json:"-"`      // not measured yet
}

// Next returns the job to run after the given ones: the best trial that may be
// promoted, at the highest rung that has one, or a new trial at rung 0.
func (h Halving) Next(jobs []Job) Job {
	for rung := h.Rungs - 2; rung >= 0; rung-- {
		measured := ranked(jobs, rung)
		for _, job := range measured[:len(measured)/h.Eta] {
			if !promoted(jobs, job) {
				return Job{ID: job.ID, Rung: rung + 1}
			}
		}
	}
	return Job{ID: nextTrial(jobs)}
}

// Kept returns in ascending order the trials whose unfinished work is worth
// keeping: those that are running, and of each rung the Eta best that could
// still be promoted, which are at most (Rungs-1)·Eta. A trial after these can
// follow only after more than Eta² further results of its rung. If that happens,
// it is measured from its beginning.
func (h Halving) Kept(jobs []Job) []int {
	var kept []int
	for _, job := range jobs {
		if job.Running {
			kept = append(kept, job.ID)
		}
	}
	for rung := range h.Rungs - 1 {
		waiting := slices.DeleteFunc(ranked(jobs, rung), func(job Job) bool { return promoted(jobs, job) })
		for _, job := range waiting[:min(h.Eta, len(waiting))] {
			kept = append(kept, job.ID)
		}
	}
	slices.Sort(kept)
	return slices.Compact(kept)
}

// ranked returns the measured jobs of a rung, best first. Of equal rewards, the
// earlier trial is the better one.
func ranked(jobs []Job, rung int) []Job {
	var list []Job
	for _, job := range jobs {
		if job.Rung == rung && !job.Running {
			list = append(list, job)
		}
	}
	slices.SortFunc(list, func(a, b Job) int {
		return cmp.Or(cmp.Compare(b.Reward, a.Reward), cmp.Compare(a.ID, b.ID))
	})
	return list
}

// promoted reports whether a job's trial has reached the next rung, measured or
// not.
func promoted(jobs []Job, job Job) bool {
	return slices.ContainsFunc(jobs, func(other Job) bool { return other.ID == job.ID && other.Rung == job.Rung+1 })
}

// nextTrial returns the number of the next new trial.
func nextTrial(jobs []Job) int {
	next := 0
	for _, job := range jobs {
		next = max(next, job.ID+1)
	}
	return next
}

// Furthest returns the last record of each trial, those of the highest rung
// first, and those of one rung by their rewards. Records of searches without
// rungs are ranked by their rewards.
func Furthest(records []Record) []Record {
	var last []Record
	for _, record := range records {
		i := slices.IndexFunc(last, func(other Record) bool { return other.ID == record.ID })
		if i < 0 {
			last = append(last, record)
		} else if record.Rung > last[i].Rung {
			last[i] = record
		}
	}
	slices.SortStableFunc(last, func(a, b Record) int {
		return cmp.Or(cmp.Compare(b.Rung, a.Rung), cmp.Compare(b.Reward, a.Reward), cmp.Compare(a.ID, b.ID))
	})
	return last
}
