package autogan

import (
	"errors"
	"io/fs"
	"slices"

	"autogan/nas"
)

// TimeLine is a line of times.jsonl: when a search ended a phase of an
// iteration. The file is outside everything that must not depend on time.
type TimeLine struct {
	Iteration int     `json:"iteration"`
	Phase     string  `json:"phase"`   // "shared", "controller" or "end"
	Seconds   float64 `json:"seconds"` // of work since the run began, over all its continuations
}

// phaseNames are those of [TimeLine].
var phaseNames = []string{sharedPhase: "shared", controllerPhase: "controller", endPhase: "end"}

// openTimes opens times.jsonl. Lines of phases that the checkpoint does not have
// yet are dropped: they will be written again, with the time of the work that
// counts. A run of an earlier version begins its file where it continues.
func (r *Search) openTimes() error {
	log, lines, err := nas.OpenLog[TimeLine](r.folder.join(timesFile))
	if err != nil {
		return err
	}
	r.times = log
	if log.Check(r.clock.times) != nil {
		return changedLog(r.folder.join(timesFile), r.clock.times)
	}
	kept := 0
	for kept < len(lines) && r.hasEnded(lines[kept]) {
		kept++
	}
	r.clock.times = log.Mark(kept) // on the disk before the lines go: it must never count more than there are
	if err := r.clock.save(); err != nil {
		return err
	}
	return log.Truncate(kept)
}

// hasEnded reports whether the phase of a line lies before the current state.
func (r *Search) hasEnded(line TimeLine) bool {
	if line.Iteration != r.state.Iteration {
		return line.Iteration < r.state.Iteration
	}
	return slices.Contains(phaseNames[:r.state.Phase], line.Phase)
}

// logTime writes the line of the phase that has just ended.
func (r *Search) logTime() error {
	if err := r.times.Append(TimeLine{r.state.Iteration, phaseNames[r.state.Phase], r.clock.seconds()}); err != nil {
		return err
	}
	r.clock.times = r.times.Mark(r.times.Len())
	return nil
}

// readTimes returns the lines of times.jsonl; a run of an earlier version has
// none.
func (f *folder) readTimes() ([]TimeLine, error) {
	saved, err := f.readClock()
	if err != nil {
		return nil, err
	}
	lines, err := nas.ReadMarked[TimeLine](f.join(timesFile), saved.Times)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if errors.Is(err, nas.ErrChanged) {
		return nil, changedLog(f.join(timesFile), saved.Times)
	}
	return lines, err
}
