package dataset

import (
	"context"
	"time"
)

// Observer is told how the work on a set gets on.
type Observer interface {
	// Phase begins a phase of total images, of which done are done.
	Phase(name string, total, done int)
	// Advance reports that n more are done.
	Advance(n int)
}

type observerKey struct{}

// WithObserver returns a context for functions that read, draw or write a set.
// They tell the observer if it takes longer than a second, from the goroutine
// that called them.
func WithObserver(ctx context.Context, o Observer) context.Context {
	return context.WithValue(ctx, observerKey{}, o)
}

// patience is how long work lasts before the observer hears of it.
const patience = time.Second

// progress counts the images of a phase.
type progress struct {
	observer    Observer // nil: nobody asks
	phase       string
	total, done int
	told        int // of done; -1 as long as the observer has not heard of the phase
	begun       time.Time
}

func progressOf(ctx context.Context, phase string, total int) *progress {
	observer, _ := ctx.Value(observerKey{}).(Observer)
	return &progress{observer: observer, phase: phase, total: total, told: -1, begun: time.Now()}
}

// add counts n more images.
func (p *progress) add(n int) {
	p.done += n
	if p.observer == nil || p.told < 0 && time.Since(p.begun) < patience {
		return
	}
	if p.told < 0 {
		p.observer.Phase(p.phase, p.total, p.done)
	} else {
		p.observer.Advance(p.done - p.told)
	}
	p.told = p.done
}
