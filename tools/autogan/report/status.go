package report

import (
	"cmp"
	"fmt"
	"time"

	"autogan/nas/autogan"
	"autogan/vk/lock"

	"github.com/dustin/go-humanize"
)

// State says what happens in a run's folder.
type State string

// The states of a run. A failed one has diverged or does not read; in the folder
// of a missing one is no run, or none yet.
const (
	Working  State = "in work"
	Stopped  State = "stopped"
	Finished State = "finished"
	Failed   State = "failed"
	Missing  State = "no run"
)

// Status is a run in a few words.
type Status struct {
	Name   string
	State  State
	Detail string // one sentence, or ""
	At     string // how far it is
	Done   int    // of Total; both are 0 where it is not known
	Total  int
	Score  string // the best so far, or ""
}

// progress is how far a run is: in words, and as a part of a whole.
type progress struct {
	at          string
	done, total int
}

// statusOf returns the status of a run in whose folder a process says to work, or
// none does.
func statusOf(r run, worker *lock.Owner) Status {
	p := r.progress()
	s := Status{Name: runName(r.opened()), At: p.at, Done: p.done, Total: p.total, Score: r.best()}
	s.State, s.Detail = r.end()
	if s.State != "" {
		return s
	}
	const goOn = "the same command goes on with it"
	switch {
	case worker == nil:
		s.State, s.Detail = Stopped, "No process works here; "+goOn+"."
	case worker.Gone():
		s.State, s.Detail = Stopped, fmt.Sprintf("Process %d on host %s ended without a result; %s.", worker.PID, worker.Host, goOn)
	default:
		s.State, s.Detail = Working, fmt.Sprintf("Process %d on host %s, since %s.", worker.PID, worker.Host, worker.Since.Local().Format(time.DateTime))
	}
	return s
}

func (r search) end() (State, string) {
	if r.Result == nil {
		return "", ""
	}
	return Finished, ""
}

func (r search) progress() progress {
	p := progress{total: r.Config.TotalIterations()}
	if r.Result != nil {
		p.done = p.total
	}
	if n := len(r.Metrics); r.Result == nil && n > 0 {
		last := r.Metrics[n-1]
		p.done = last.Iteration
		p.at = fmt.Sprintf("iteration %d of %d, step %s; ", last.Iteration+1, p.total, humanize.Comma(int64(last.Step)))
	}
	p.at += fmt.Sprintf("%s architectures measured", humanize.Comma(int64(len(r.Trials))))
	return p
}

// best is the highest reward of the last stage reached, and there of the highest
// rung: those of different stages do not compare.
func (r search) best() string {
	if r.Result != nil && len(r.Result.Top) > 0 {
		return fmt.Sprintf("reward %.3f (%s)", r.Result.Top[0].Reward, r.Result.Top[0].Arch)
	}
	if len(r.Trials) == 0 {
		return ""
	}
	best := r.Trials[0]
	for _, t := range r.Trials {
		if cmp.Or(cmp.Compare(t.Stage, best.Stage), cmp.Compare(t.Rung, best.Rung), cmp.Compare(t.Reward, best.Reward)) > 0 {
			best = t
		}
	}
	return fmt.Sprintf("reward %.3f in stage %d", best.Reward, best.Stage+1)
}

func (r training) end() (State, string) {
	switch {
	case r.Diverged != nil:
		return Failed, fmt.Sprintf("It diverged: %s.", r.Diverged.Problem)
	case r.Result != nil:
		return Finished, ""
	}
	return "", ""
}

func (r training) progress() progress {
	p := progress{total: r.Config.Train.GeneratorSteps * r.Config.GAN.NCritic}
	if n := len(r.Metrics); n > 0 {
		p.done = r.Metrics[n-1].Step
		p.at = fmt.Sprintf("step %s of %s of the discriminator", humanize.Comma(int64(p.done)), humanize.Comma(int64(p.total)))
	}
	if r.Result != nil {
		p.done = p.total
	}
	return p
}

// best is the evaluation with the lowest FID.
func (r training) best() string {
	e, ok := r.bestEvaluation()
	if !ok {
		return ""
	}
	return fmt.Sprintf("%s, after %s generator steps", e, humanize.Comma(int64(e.Step)))
}

// bestEvaluation returns the evaluation with the lowest FID so far, the first of
// several; false if there was none.
func (r training) bestEvaluation() (best autogan.Evaluation, ok bool) {
	for _, e := range r.Evaluations {
		if !ok || e.FID < best.FID {
			best, ok = e, true
		}
	}
	return best, ok
}
