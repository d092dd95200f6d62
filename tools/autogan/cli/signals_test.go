package cli

import (
	"bytes"
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
// impatient user, and neither is a signal that was sent twice.
func TestSecondRequestEndsAtOnce(t *testing.T) {
	type arrival struct {
		signal os.Signal
		pause  time.Duration // before it
	}
	const interrupt, term, hangup = syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP
	const together, later = 20 * time.Millisecond, 1100 * time.Millisecond
	for _, c := range []struct {
		arrivals     []arrival
		cancels, end bool
	}{
		{nil, false, false},
		{[]arrival{{interrupt, 0}}, true, false},
		{[]arrival{{hangup, 0}}, true, false},
		{[]arrival{{hangup, 0}, {hangup, later}, {hangup, later}}, true, false},
		{[]arrival{{hangup, 0}, {term, later}, {hangup, later}}, true, false},
		{[]arrival{{term, 0}, {term, together}}, true, false},
		{[]arrival{{term, 0}, {term, together}, {interrupt, together}}, true, false},
		{[]arrival{{term, 0}, {term, together}, {interrupt, later}}, true, true},
		{[]arrival{{interrupt, 0}, {interrupt, later}}, true, true},
		{[]arrival{{term, 0}, {hangup, later}, {interrupt, together}}, true, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			asked := make(chan os.Signal)
			go func() {
				defer close(asked)
				for _, a := range c.arrivals {
					time.Sleep(a.pause)
					asked <- a.signal
				}
			}()
			cancels, end := false, false
			endWhenAsked(asked, func() { cancels = true }, func() { end = true })
			if cancels != c.cancels || end != c.end {
				t.Errorf("%v: cancels %v, ends at once %v; want %v and %v", c.arrivals, cancels, end, c.cancels, c.end)
			}
		})
	}
}

// stuck is an output that nobody reads: its writer waits.
type stuck struct{ read chan struct{} }

func (s stuck) Write(text []byte) (int, error) {
	<-s.read
	return len(text), nil
}

// TestEndingAtOnceIsTold in one line; an output that nobody reads does not hold
// it up.
func TestEndingAtOnceIsTold(t *testing.T) {
	var said bytes.Buffer
	status := statusOK
	endAtOnce(&said, func(s int) { status = s })
	if status != statusInterrupted || strings.Count(said.String(), "\n") != 1 || !strings.HasPrefix(said.String(), "autogan: interrupted again") {
		t.Errorf("status %d, %q, want %d and one line that says it", status, said.String(), statusInterrupted)
	}
	synctest.Test(t, func(t *testing.T) {
		silent := stuck{make(chan struct{})}
		begun := time.Now()
		endAtOnce(silent, func(s int) { status = s })
		if lasted := time.Since(begun); lasted > 2*time.Second {
			t.Errorf("it ended after %v", lasted)
		}
		close(silent.read)
	})
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
