package autogan

import (
	"context"
	"errors"
	"time"

	"autogan/nas"
	"autogan/nas/autogan/config"
	"autogan/vk"
	"autogan/vk/tensor/convplan"
)

// ErrInterrupted is what a run returns when its context ends: everything is
// saved, and the same run continues from there.
var ErrInterrupted = errors.New("autogan: interrupted; the state is saved")

// run is what a search and a training have in common: the folder they work in,
// its logs and clock, and the checkpoints from which they continue. [Run] is
// the same folder for those who only read it.
type run struct {
	config   config.Config
	stream   *vk.Stream
	observer Observer
	work     work

	folder *folder
	clock  *clock
	logs   []countedLog
	saved  time.Time
}

// countedLog is a log whose lines the state counts.
type countedLog struct {
	name  string
	log   linesLog
	lines *int // in the state: how many belong to the checkpoint
}

// linesLog is a [nas.Log] of any kind of lines.
type linesLog interface {
	Len() int
	Truncate(n int) error
	Close() error
}

// open makes the run's folder or continues in it, and lets the stream run on
// its kernels, which are chosen for the given convolutions.
func (r *run) open(shapes []convplan.Shape) (err error) {
	if r.folder, err = openFolder(r.config, r.stream.Device(), r.observer); err != nil {
		return err
	}
	r.clock = r.folder.startClock()
	return useKernels(r.stream, r.config, r.folder, r.observer, shapes)
}

// openLog opens a log of the run, whose lines the state counts in the given place.
func openLog[T any](r *run, name string, lines *int) (*nas.Log[T], error) {
	log, _, err := nas.OpenLog[T](r.folder.join(name))
	if err != nil {
		return nil, err
	}
	r.logs = append(r.logs, countedLog{name, log, lines})
	return log, nil
}

// close closes what open and openLog have opened.
func (r *run) close() {
	for _, l := range r.logs {
		_ = l.log.Close() // its lines are on disk
	}
}

// drive advances the work until it has ended. An interruption, which advance
// may notice itself, is saved.
func (r *run) drive(ctx context.Context, ended func() bool, advance func(context.Context) error) error {
	for !ended() {
		if ctx.Err() != nil {
			return r.interrupt()
		}
		err := advance(ctx)
		if errors.Is(err, ErrInterrupted) {
			return r.interrupt()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// interrupt saves the state, which advancing leaves between two steps.
func (r *run) interrupt() error {
	if err := r.save(); err != nil {
		return err
	}
	return ErrInterrupted
}
