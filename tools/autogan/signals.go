package main

import (
	"context"
	"fmt"
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
// process at once, for a user who does not want to wait. Closing a terminal
// never does that: it sends several signals in a row.
//
// A process that was started to outlive its terminal, as by nohup, ignores the
// closing and goes on.
//
// It also lets writes to a pipe that nobody reads fail, where by default they
// end the process. So a run goes on when the reader of its progress is gone.
func untilInterrupted(parent context.Context) (context.Context, context.CancelFunc) {
	signal.Ignore(syscall.SIGPIPE)
	ctx, cancel := context.WithCancel(parent)
	asked := make(chan os.Signal, 8)
	signal.Notify(asked, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // Notify would undo what nohup has set
		signal.Notify(asked, syscall.SIGHUP)
	}
	go endWhenAsked(asked, cancel, os.Exit)
	return ctx, func() {
		signal.Stop(asked)
		close(asked)
		cancel()
	}
}

// endWhenAsked cancels at the first signal and exits at the second, of which
// that of a closed terminal is never one.
func endWhenAsked(asked <-chan os.Signal, cancel func(), exit func(status int)) {
	impatient := false
	for s := range asked {
		cancel()
		if s == syscall.SIGHUP {
			continue
		}
		if impatient {
			exit(statusInterrupted)
		}
		impatient = true
	}
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

// keepsRun reports whether the command of the arguments has a run that it saves
// when it is interrupted.
func keepsRun(root *cobra.Command, args []string) bool {
	cmd, _, err := root.Find(args)
	return err == nil && cmd.Parent() == root && slices.Contains([]string{"search", "train", "derive", "compare"}, cmd.Name())
}
