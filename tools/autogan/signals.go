package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
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
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) { // Notify would undo what nohup has set
			signal.Notify(asked, s)
		}
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
