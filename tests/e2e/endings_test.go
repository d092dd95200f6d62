package e2e

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"autogan/tests/testgpu"
)

// ending is a way in which a command at work is disturbed.
type ending struct {
	name    string
	signals []os.Signal   // sent one after the other
	pause   time.Duration // between two of them
	unread  bool          // the reader of its standard error goes away first
	after   aftermath
}

// aftermath is what an ending leaves of a command that is at work.
type aftermath int

const (
	dies   aftermath = iota // at once
	saves                   // and then ends with status 130
	goesOn                  // to its end
)

// endings are what people, shells, terminals and operating systems do.
var endings = []ending{
	{name: "SIGKILL", signals: []os.Signal{os.Kill}, after: dies},
	{name: "SIGHUP", signals: []os.Signal{syscall.SIGHUP}, after: saves},
	{name: "SIGTERM", signals: []os.Signal{syscall.SIGTERM}, after: saves},
	{name: "SIGINT and again", signals: []os.Signal{os.Interrupt, os.Interrupt}, pause: 1200 * time.Millisecond, after: dies},
	// timeout, shells and containers signal a process and then its group.
	{name: "SIGTERM twice at once", signals: []os.Signal{syscall.SIGTERM, syscall.SIGTERM}, pause: 20 * time.Millisecond, after: saves},
	{name: "SIGPIPE", signals: []os.Signal{syscall.SIGPIPE}, unread: true, after: goesOn},
	// The shell hangs up on its jobs, the terminal does it again, and the system
	// asks as well.
	{name: "terminal closed at shutdown", signals: []os.Signal{syscall.SIGHUP, syscall.SIGHUP, syscall.SIGTERM}, unread: true, after: saves},
}

// process is a command that runs, and a reader of its standard error.
type process struct {
	*exec.Cmd
	read, write *os.File
	heard       bytes.Buffer
	heardAll    chan struct{}
}

// launch starts a command.
func launch(t *testing.T, cmd *exec.Cmd) *process {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{Cmd: cmd, read: read, write: write, heardAll: make(chan struct{})}
	cmd.Stderr = write
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // fails where it has ended, as it should
		_ = read.Close()
	})
	go func() {
		defer close(p.heardAll)
		_, _ = io.Copy(&p.heard, read) // ends when either end is closed
	}()
	return p
}

// disturb does to a process what the ending says.
func (e ending) disturb(p *process) {
	if e.unread {
		_ = p.read.Close()
	}
	for i, s := range e.signals {
		if i > 0 {
			time.Sleep(e.pause)
		}
		_ = p.Process.Signal(s) // fails where it has ended by itself
	}
}

// ended waits for the process and returns its status, or -1 if a signal ended
// it, and what it said.
func (p *process) ended(t *testing.T) (status int, said string) {
	t.Helper()
	var exit *exec.ExitError
	if err := p.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	_ = p.write.Close()
	<-p.heardAll
	return p.ProcessState.ExitCode(), p.heard.String()
}

// allows reports whether a command that was at work may end with this status.
func (a aftermath) allows(status int) bool {
	return map[aftermath]bool{dies: status == -1 || status == 130, saves: status == 130, goesOn: status == 0}[a]
}

// TestEveryEnding disturbs a search in every way when it has logged its first
// losses, and continues it: it must end like an undisturbed one.
func TestEveryEnding(t *testing.T) {
	testgpu.Stream(t)
	args := []string{"search", write(t, "tiny.toml", tiny), "--run", "run", "--set", "search.save_minutes=60"}
	whole := command(t, args...)
	if got := run(t, whole); got.status != 0 {
		t.Fatalf("status %d\n%s", got.status, got.stderr)
	}
	for _, e := range endings {
		t.Run(e.name, func(t *testing.T) {
			p := launch(t, command(t, args...))
			p.awaitLog(t, "run/metrics.jsonl")
			e.disturb(p)
			if status, said := p.ended(t); !e.after.allows(status) {
				t.Fatalf("status %d\n%s", status, said)
			} else if status == 130 && !strings.Contains(said, "interrupted") && !e.unread {
				t.Errorf("it did not say how it ended:\n%s", said)
			}
			if _, err := os.Stat(filepath.Join(p.Dir, "run/checkpoint.safetensors")); err != nil && e.after == saves {
				t.Errorf("it saved nothing: %v", err)
			}
			finish(t, p.Dir, args)
			compareRuns(t, whole.Dir, p.Dir)
		})
	}
}

// awaitLog waits until a log in the folder of the process has a line.
func (p *process) awaitLog(t *testing.T, log string) {
	t.Helper()
	for range 12000 {
		if lines, _ := os.ReadFile(filepath.Join(p.Dir, log)); len(lines) > 0 {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("nothing in %s in a minute", log)
}

// TestIgnoredHangupIsIgnored: nohup starts a command whose terminal may be
// closed.
func TestIgnoredHangupIsIgnored(t *testing.T) {
	testgpu.Stream(t)
	cmd := command(t, "search", write(t, "tiny.toml", tiny), "--run", "run")
	cmd.Path, cmd.Args = "/bin/sh", append([]string{"sh", "-c", `trap "" HUP; exec "$0" "$@"`}, cmd.Args...)
	p := launch(t, cmd)
	p.awaitLog(t, "run/metrics.jsonl")
	ending{signals: []os.Signal{syscall.SIGHUP}}.disturb(p)
	if status, said := p.ended(t); status != 0 {
		t.Errorf("status %d, want 0\n%s", status, said)
	}
}
