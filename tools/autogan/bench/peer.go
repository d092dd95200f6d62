package bench

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// Peer is another program that runs the same cases. It reads the name of a case
// from a line of its input, runs the case once and answers with the seconds
// that it took, so both programs can be timed in turn. One that cannot run a case
// answers "no " and the reason, and goes on with the next.
type Peer struct {
	cmd   *exec.Cmd
	input io.WriteCloser
	lines *bufio.Scanner
}

// declined is a peer's reason not to run a case.
type declined string

func (d declined) Error() string { return string(d) }

// StartPeer starts the program; command is split at spaces. It panics if
// command has no words. The program's standard error becomes ours. Stop the
// peer when done.
func StartPeer(command string) (*Peer, error) {
	words := strings.Fields(command)
	p := &Peer{cmd: exec.Command(words[0], words[1:]...)}
	p.cmd.Stderr = os.Stderr
	// Threads of the peer that spin while we run would slow us down.
	p.cmd.Env = append(os.Environ(), "OMP_WAIT_POLICY=passive", "GOMP_SPINCOUNT=0")
	input, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.input, p.lines = input, bufio.NewScanner(output)
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("bench: start the peer: %w", err)
	}
	return p, nil
}

// run asks for one run of a case.
func (p *Peer) run(name string) (time.Duration, error) {
	if _, err := fmt.Fprintln(p.input, name); err != nil {
		return 0, fmt.Errorf("bench: peer: %w", err)
	}
	if !p.lines.Scan() {
		return 0, fmt.Errorf("bench: the peer ended at case %s", name)
	}
	if why, ok := strings.CutPrefix(p.lines.Text(), "no "); ok {
		return 0, declined(why)
	}
	seconds, err := strconv.ParseFloat(strings.TrimSpace(p.lines.Text()), 64)
	if err != nil {
		return 0, fmt.Errorf("bench: peer: case %s: %q is not a number of seconds", name, p.lines.Text())
	}
	return time.Duration(seconds * float64(time.Second)), nil
}

// timed is the time of a run of a case, which follows on another if the case is to
// be warm.
func (p *Peer) timed(w workload) (time.Duration, error) {
	if w.warm {
		if _, err := p.run(w.name); err != nil {
			return 0, err
		}
	}
	return p.run(w.name)
}

// Stop closes the input of the peer, which ends it, and waits for that.
func (p *Peer) Stop() {
	_ = p.input.Close()
	_ = p.cmd.Wait() // its exit status does not matter
}
