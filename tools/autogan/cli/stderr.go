package cli

import (
	"io"
	"sync"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// stderr passes on what a command says about its work, unless it is to be quiet. The
// device's name is held back until the first of it, or until the work begins: input
// that is refused before gets one line.
type stderr struct {
	to io.Writer

	mu    sync.Mutex // a signal's message comes from another goroutine
	held  []byte
	quiet bool
}

// silence drops everything from now on, and what is held.
func (e *stderr) silence() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.quiet, e.held = true, nil
}

// hold keeps text for before the next write.
func (e *stderr) hold(text string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.quiet {
		e.held = append(e.held, text...)
	}
}

// Write writes what was held, then text.
func (e *stderr) Write(text []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.quiet {
		return len(text), nil
	}
	e.release()
	return e.to.Write(text)
}

// flush writes what was held. An error shows at the next write.
func (e *stderr) flush() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.release()
}

func (e *stderr) release() {
	if len(e.held) > 0 {
		e.to.Write(e.held)
		e.held = nil
	}
}

// begins says that the input of a command is accepted and its work begins, which
// may say nothing for long.
func begins(cmd *cobra.Command) {
	if e, ok := cmd.ErrOrStderr().(*stderr); ok {
		e.flush()
	}
}

func isTerminal(out io.Writer) bool {
	f, ok := file(out)
	return ok && term.IsTerminal(int(f.Fd()))
}
