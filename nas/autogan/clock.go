package autogan

import (
	"encoding/json"
	"os"
	"time"
)

// clock counts a run's seconds of work, over all its continuations. They have a
// file of their own, since results must not depend on time.
type clock struct {
	folder *folder
	before float64 // seconds of earlier processes
	begun  time.Time
	now    func() time.Time // [time.Now], or that of a test
}

// workTime is the content of clock.json.
type workTime struct {
	Seconds float64 `json:"seconds"`
}

func (f *folder) startClock() *clock {
	seconds := readClock(f.path)
	return &clock{folder: f, before: seconds, begun: time.Now(), now: time.Now}
}

// seconds returns the work so far, over all continuations.
func (c *clock) seconds() float64 { return c.before + c.now().Sub(c.begun).Seconds() }

// continueFrom makes the earlier processes' seconds those of a checkpoint: the
// work after it was lost.
func (c *clock) continueFrom(seconds float64) { c.before = seconds }

// readClock returns the seconds of the run in a folder, 0 if none were saved.
func readClock(path string) float64 {
	var file workTime
	text, err := os.ReadFile((&folder{path}).join(clockFile))
	if err != nil || json.Unmarshal(text, &file) != nil {
		return 0
	}
	return file.Seconds
}

func (c *clock) save() error {
	return c.folder.writeJSON(clockFile, workTime{c.seconds()})
}
