package main

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spf13/cobra"
)

// TestSecondRequestEndsAtOnce: a closed terminal is a request, but none of an
// impatient user.
func TestSecondRequestEndsAtOnce(t *testing.T) {
	const interrupt, term, hangup = syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP
	for _, c := range []struct {
		signals      []os.Signal
		cancels, end bool
	}{
		{nil, false, false},
		{[]os.Signal{interrupt}, true, false},
		{[]os.Signal{hangup}, true, false},
		{[]os.Signal{hangup, hangup, hangup}, true, false},
		{[]os.Signal{hangup, term, hangup}, true, false},
		{[]os.Signal{interrupt, interrupt}, true, true},
		{[]os.Signal{term, hangup, interrupt}, true, true},
	} {
		asked := make(chan os.Signal, len(c.signals))
		for _, s := range c.signals {
			asked <- s
		}
		close(asked)
		cancels, end := false, false
		endWhenAsked(asked, func() { cancels = true }, func(status int) { end = status == statusInterrupted })
		if cancels != c.cancels || end != c.end {
			t.Errorf("%v: cancels %v, ends at once %v; want %v and %v", c.signals, cancels, end, c.cancels, c.end)
		}
	}
}

// TestCommandsThatHangAreLeft: a command that does not look at its context is
// left alone after a moment, unless it keeps a run, which it saves. Before its
// work has begun it has nothing to save: it may wait for a pipe that should be
// its experiment.
func TestCommandsThatHangAreLeft(t *testing.T) {
	for name, saves := range map[string]bool{"search": true, "train": true, "derive": true, "compare": true, "eval": false, "scorer train": false, "search waits": false, "train waits": false} {
		name, waits := strings.CutSuffix(name, " waits")
		synctest.Test(t, func(t *testing.T) {
			saved := errors.New("saved")
			root := &cobra.Command{Use: "autogan", SilenceErrors: true, SilenceUsage: true}
			parent := root
			for word := range strings.FieldsSeq(name) {
				sub := &cobra.Command{Use: word, RunE: func(*cobra.Command, []string) error {
					time.Sleep(time.Minute)
					return saved
				}}
				parent.AddCommand(sub)
				parent = sub
			}
			args := strings.Fields(name)
			root.SetArgs(args)
			root.SetErr(&strings.Builder{})
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			begun := time.Now()
			var working atomic.Bool
			working.Store(!waits)
			err := execute(ctx, root, args, &working)
			if lasted := time.Since(begun); saves != errors.Is(err, saved) || saves != (lasted == time.Minute) {
				t.Errorf("%s: %v after %v, want it to save: %v", name, err, lasted, saves)
			}
			time.Sleep(2 * time.Minute) // lets the command end that was left
		})
	}
}
