package autogan

import (
	"errors"
	"io/fs"
	"time"

	"autogan/nas"
)

// clock counts a run's seconds of work, over all its continuations. They have a
// file of their own, since results must not depend on time.
type clock struct {
	folder *folder
	before float64 // seconds of earlier processes
	begun  time.Time
	now    func() time.Time // [time.Now], or that of a test
	times  nas.Mark         // of times.jsonl
}

// workTime is the content of clock.json.
type workTime struct {
	Seconds float64  `json:"seconds"`
	Times   nas.Mark `json:"times,omitzero"` // of times.jsonl, which the checkpoint must not know
}

func (f *folder) startClock() (*clock, error) {
	saved, err := f.readClock()
	return &clock{folder: f, before: saved.Seconds, begun: time.Now(), now: time.Now, times: saved.Times}, err
}

// seconds returns the work so far, over all continuations.
func (c *clock) seconds() float64 { return c.before + c.now().Sub(c.begun).Seconds() }

// continueFrom makes the earlier processes' seconds those of a checkpoint: the
// work after it was lost.
func (c *clock) continueFrom(seconds float64) { c.before = seconds }

// readClock returns the work of the run in a folder, none if none was saved.
func (f *folder) readClock() (workTime, error) {
	var saved workTime
	err := f.readJSON(clockFile, &saved)
	if errors.Is(err, fs.ErrNotExist) {
		return workTime{}, nil
	}
	return saved, err
}

func (c *clock) save() error {
	return c.folder.writeJSON(clockFile, workTime{c.seconds(), c.times})
}
