package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"time"
)

// call is a program to run.
type call struct {
	line []string // the program and its arguments
	dir  string   // "" is the current folder
	env  []string // besides that of this process
}

// ending is how a program ended.
type ending struct {
	out, errs []byte
	cut       bool  // its time ran out
	err       error // it failed, or could not be started
}

// grace is how long a program may take to end when its time is out.
const grace = 3 * time.Second

// run runs the program until it ends or its time does.
func (c call) run(ctx context.Context) ending {
	cmd := exec.CommandContext(ctx, c.line[0], c.line[1:]...)
	var out, errs bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = c.dir, append(os.Environ(), c.env...), &out, &errs
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = grace
	err := cmd.Run()
	e := ending{out: out.Bytes(), errs: errs.Bytes(), err: err}
	if ctx.Err() != nil {
		e.cut, e.err = true, nil
	}
	if errors.Is(err, exec.ErrWaitDelay) { // it ended, and a child of it lives on
		e.err = nil
	}
	return e
}

// text is all that the program printed, at most the last lines.
func (e ending) text() string {
	return lastLines(strings.TrimSpace(string(e.errs)+"\n"+string(e.out)), mostOutput)
}

// said is the last line of what the program said of its work.
func (e ending) said() string {
	text := strings.TrimSpace(string(e.errs))
	return text[strings.LastIndexByte(text, '\n')+1:]
}

// mostOutput is how many bytes of a program's output the report takes.
const mostOutput = 16 << 10

// lastLines are whole lines at the end of the text, at most so many bytes.
func lastLines(text string, most int) string {
	if len(text) <= most {
		return text
	}
	text = text[len(text)-most:]
	return "…" + text[strings.IndexByte(text, '\n')+1:]
}
