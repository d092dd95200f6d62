package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

// untilInterrupted returns a context that ends when the process is asked to
// end: by Ctrl-C, by a termination, or because its terminal was closed. The
// command then saves what it has. The second Ctrl-C or termination ends the
// process at once, for a user who does not want to wait, and says so to errs.
// Closing a terminal never does that: it sends several signals in a row.
//
// A process that was started to outlive its terminal, as by nohup, ignores the
// closing and goes on.
//
// It also lets writes to a pipe that nobody reads fail, where by default they
// end the process. So a run goes on when the reader of its progress is gone.
func untilInterrupted(parent context.Context, errs io.Writer) (context.Context, context.CancelFunc) {
	signal.Ignore(syscall.SIGPIPE)
	ctx, cancel := context.WithCancel(parent)
	asked := make(chan os.Signal, 8)
	signal.Notify(asked, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // Notify would undo what nohup has set
		signal.Notify(asked, syscall.SIGHUP)
	}
	go endWhenAsked(asked, cancel, func() { endAtOnce(errs, os.Exit) })
	return ctx, func() {
		signal.Stop(asked)
		close(asked)
		cancel()
	}
}

// oneRequest is how long several signals count as one. timeout, shells and
// containers signal a process and then its whole group, so one wish to end
// arrives twice.
const oneRequest = time.Second

// endWhenAsked cancels at the first signal and exits at the next one that comes
// later than those of the same request. That of a closed terminal never counts.
func endWhenAsked(asked <-chan os.Signal, cancel, exit func()) {
	var first time.Time
	for s := range asked {
		cancel()
		switch {
		case s == syscall.SIGHUP:
		case first.IsZero():
			first = time.Now()
		case time.Since(first) >= oneRequest:
			exit()
		}
	}
}

// endAtOnce ends the process for a user who does not want to wait. It does not
// wait either where nobody reads what it says.
func endAtOnce(errs io.Writer, exit func(status int)) {
	told := make(chan struct{})
	go func() {
		defer close(told)
		fmt.Fprintln(errs, "autogan: interrupted again and ended at once; what was not saved yet is lost")
	}()
	select {
	case <-told:
	case <-time.After(grace):
	}
	exit(statusInterrupted)
}

// grace is how long a command may take to end after it was asked to.
const grace = 1500 * time.Millisecond

// execute runs the command of the arguments. When ctx ends, a command that keeps
// a run is waited for once it has begun to work, since it saves. Any other, and
// one that still reads its experiment, has nothing to save: if it has not ended
// after a moment, it waits for a pipe, a disk or a driver, and is left to the end
// of the process.
func execute(ctx context.Context, root *cobra.Command, args []string, begun *atomic.Bool) error {
	ended := make(chan error, 1)
	go func() { ended <- root.ExecuteContext(ctx) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-ended:
		return err
	case <-time.After(grace):
	}
	if !keepsRun(root, args) || !begun.Load() {
		return ctx.Err()
	}
	fmt.Fprintln(root.ErrOrStderr(), "autogan: ending after this step; Ctrl-C again ends at once and saves nothing more")
	return <-ended
}

// keepsRun reports whether the command of the arguments has a run, or a folder of
// images, that it saves when it is interrupted.
func keepsRun(root *cobra.Command, args []string) bool {
	cmd, _, err := root.Find(args)
	return err == nil && cmd.Parent() == root && slices.Contains([]string{"search", "train", "derive", "compare", "sample"}, cmd.Name())
}
