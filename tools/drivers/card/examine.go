package card

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"autogan/tools/newest"
)

// Report is what became of a card.
type Report struct {
	Card     newest.Card
	Compiled compiled // of the long form
	Runs     int      // commands that ended as they must
	Host     hostTimes
	Missing  error // why the card can't be reached; nothing else counts then
	Err      error // all that is wrong
}

// Cards are those of the short form, one of each driver, or all. The one with the
// smallest heap comes last.
func Cards(long bool) []newest.Card {
	list := append(slices.Clone(newest.Cards), newest.Small)
	if long {
		return list
	}
	return slices.DeleteFunc(list, func(c newest.Card) bool { return !slices.Contains(short, c.Name) })
}

var short = []string{"navi31", "ampere", "m1", "adreno740"}

// Examine looks at the cards, two at a time. The short form compiles only what its
// commands need.
func Examine(folder newest.Folder, cards []newest.Card, long bool) ([]Report, error) {
	dir, err := os.MkdirTemp("", "cards")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "autogan")
	if text, err := exec.Command("go", "build", "-o", program, "autogan/tools/autogan").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("card: build autogan: %w: %s", err, text)
	}
	reports, places := make([]Report, len(cards)), make(chan bool, 2)
	var all sync.WaitGroup
	for i, c := range cards {
		all.Go(func() {
			places <- true
			defer func() { <-places }()
			reports[i] = examine(place{c, folder}, filepath.Join(dir, c.Name), program, long)
		})
	}
	all.Wait()
	return reports, nil
}

func examine(p place, dir, program string, long bool) Report {
	r := Report{Card: p.card}
	if _, _, r.Missing = p.folder.Reach(p.card); r.Missing != nil {
		return r
	}
	if r.Err = os.MkdirAll(filepath.Join(dir, "cache"), 0o755); r.Err != nil {
		return r
	}
	var errs []error
	for _, c := range runs {
		if c.long && !long {
			continue
		}
		err := c.check(p, dir, program)
		if err == nil {
			r.Runs++
		}
		errs = append(errs, err)
	}
	if long {
		errs = append(errs, p.ask(dir, "card-compile", &r.Compiled))
		for _, m := range r.Compiled.Messages {
			errs = append(errs, fmt.Errorf("compile: validation: %s", m))
		}
	}
	errs = append(errs, p.ask(dir, "card-host", &r.Host), r.Host.check(p.card.Family, long))
	r.Err = errors.Join(errs...)
	return r
}

// budgets are the most that an iteration of the paper's final training may cost
// the host: float32, mixed precision. They are up to twice the figures of
// tests/bench/RESULTS.md. Machines differ, so only the long form holds to them.
var budgets = map[newest.Family][2]time.Duration{
	newest.RADV:       {4 * time.Millisecond, 5 * time.Millisecond},
	newest.NVK:        {8 * time.Millisecond, 9 * time.Millisecond},
	newest.Honeykrisp: {4 * time.Millisecond, 5 * time.Millisecond},
	newest.Turnip:     {4 * time.Millisecond, 5 * time.Millisecond},
}

// check is what is wrong with the host's part: a step in steady state that asks
// the driver for memory, more memory than the heap has or, if timed, too much time.
func (t hostTimes) check(family newest.Family, timed bool) error {
	var errs []error
	for i, h := range []hosted{t.Float32, t.Mixed} {
		precision := [...]string{"float32", "mixed"}[i]
		if h.Dispatches == 0 {
			continue // the question has failed
		}
		if h.Allocations > 0 {
			errs = append(errs, fmt.Errorf("%s: %d allocations in steady state", precision, h.Allocations))
		}
		if h.Bytes > h.Heap {
			errs = append(errs, fmt.Errorf("%s: %d bytes of a heap of %d", precision, h.Bytes, h.Heap))
		}
		if most := budgets[family][i]; timed && h.Time > most {
			errs = append(errs, fmt.Errorf("%s: the host takes %v for an iteration, its budget is %v", precision, h.Time, most))
		}
	}
	return errors.Join(errs...)
}
