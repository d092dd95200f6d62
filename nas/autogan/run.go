package autogan

import (
	"cmp"
	"context"
	"errors"
	"time"

	"autogan/nas"
	"autogan/nas/autogan/config"
	"autogan/nas/tensorboard"
	"autogan/vk"
	"autogan/vk/lock"
	"autogan/vk/tensor/convplan"
)

// ErrInterrupted is returned by a run whose context ends. Its state is saved,
// and the same run continues from there.
var ErrInterrupted = errors.New("autogan: interrupted; the state is saved")

// orInterrupted is [ErrInterrupted] instead of an error that is the end of ctx.
func orInterrupted(ctx context.Context, err error) error {
	if ended := ctx.Err(); ended != nil && errors.Is(err, ended) {
		return ErrInterrupted
	}
	return err
}

// run is what a search and a training have in common: the folder, its logs and
// clock, and the checkpoints from which they continue. [Run] is a run folder
// that is only read.
type run struct {
	config   config.Config
	stream   *vk.Stream
	observer Observer
	work     work

	lock   *lock.Lock // of the folder; nil in tests without one
	folder *folder
	clock  *clock
	logs   []countedLog
	saved  time.Time
	board  *tensorboard.Writer // nil without

	continuation continuation
	savedState   string // of the last checkpoint, in JSON
}

// countedLog is a log with the number of its lines at the checkpoint.
type countedLog struct {
	name  string
	log   linesLog
	lines *int // in the state
}

// linesLog is a [nas.Log] of any kind of lines.
type linesLog interface {
	Len() int
	Mark(n int) nas.Mark
	Check(m nas.Mark) error
	Truncate(n int) error
	Close() error
}

// hold locks the run's folder, until close, and takes over the configuration
// with which the run goes on; of ContinueWith only the given settings.
func (r *run) hold(settings []string) (err error) {
	if r.lock, err = hold(r.config.RunFolder(), r.observer); err != nil {
		return err
	}
	if err := cmp.Or(refuseSeveral(r.config.RunFolder()), (&folder{r.config.RunFolder()}).checkKinds()); err != nil {
		return err
	}
	r.config, r.continuation, err = continued(r.config, settings)
	return err
}

// open makes the run's folder or continues in it, and sets the stream's
// kernels, which a new run chooses for the given convolutions.
func (r *run) open(ctx context.Context, shapes []convplan.Shape) (err error) {
	if r.folder, err = openFolder(r.continuation.original, r.stream.Device(), r.observer); err != nil {
		return err
	}
	if err := r.folder.checkWhole(); err != nil {
		return err
	}
	if r.clock, err = r.folder.startClock(); err != nil {
		return err
	}
	if err := useKernels(ctx, r.stream, r.config, r.folder, r.observer, shapes); err != nil {
		return err
	}
	return r.folder.list()
}

// openLog opens a log of the run. Its line count is saved at lines, which is in
// the state.
func openLog[T any](r *run, name string, lines *int) (*nas.Log[T], error) {
	log, _, err := nas.OpenLog[T](r.folder.join(name))
	if err != nil {
		return nil, err
	}
	r.logs = append(r.logs, countedLog{name, log, lines})
	return log, nil
}

// close closes the logs and unlocks the folder.
func (r *run) close() {
	for _, l := range r.logs {
		_ = l.log.Close() // its lines are on disk
	}
	_ = r.board.Close() // nothing depends on it
	r.lock.Release()
	r.lock = nil
}

// drive calls advance until the work has ended. If ctx ends, or advance returns
// [ErrInterrupted], it saves the state and returns [ErrInterrupted].
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

// interrupt saves the state, which is complete between two calls of advance.
func (r *run) interrupt() error {
	if err := r.save(); err != nil {
		return err
	}
	return ErrInterrupted
}

// end writes the file that says how the run has ended.
func (r *run) end(name string, value any) error {
	if err := r.folder.writeJSON(name, value); err != nil {
		return err
	}
	return r.folder.list()
}
