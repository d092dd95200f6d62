package cli

import (
	"errors"
	"fmt"
	"io"
)

// errOutput is wrapped by errors of printing: no other input would avoid them.
var errOutput = errors.New("standard output")

// stdout passes on what a command prints and keeps the first error of doing so.
// A command need not look at the error of each line; run ends with it.
type stdout struct {
	to  io.Writer
	err error
}

// Write writes nothing more after an error.
func (o *stdout) Write(text []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.to.Write(text)
	if err != nil {
		o.err = fmt.Errorf("%w: %w", errOutput, err)
	}
	return n, o.err
}

// closed is the output of a process that was started without one. What is printed
// is lost, so it is a failure, as on a full disk.
type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, errors.New("it was closed at the start") }
