package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// State is how a part ended.
type State string

// The states of a part. Only a failed one is a failure of the whole.
const (
	Running State = "running" // or the machine stopped in it
	Passed  State = "passed"
	Failed  State = "failed"
	CutOff  State = "cut off"
	Skipped State = "skipped"
)

// Part is what the report says of a part.
type Part struct {
	Name    string          `json:"name"`
	State   State           `json:"state"`
	Said    string          `json:"said,omitempty"` // one line: why, or what came out
	Seconds float64         `json:"seconds"`
	Limit   float64         `json:"limit_seconds"`
	Command string          `json:"command,omitempty"`
	Output  string          `json:"output,omitempty"`  // its end, unless the part passed
	Tests   *Tests          `json:"tests,omitempty"`   // of a suite
	Bench   json.RawMessage `json:"bench,omitempty"`   // of a benchmark: what `autogan bench --json` prints
	Kernels json.RawMessage `json:"kernels,omitempty"` // of a training: which kernels it chose, and how long they take
}

// part is one of the things to do.
type part struct {
	name   string
	weight float64 // of its share of the time; 0 for one that takes none
	run    func(ctx context.Context, limit time.Duration) Part
}

// of is what there is to say of a program that has ended.
func (c call) of(e ending) Part {
	p := Part{State: Passed, Command: strings.Join(c.line, " ")}
	switch {
	case e.cut:
		p.State, p.Said, p.Output = CutOff, "its time ran out", e.text()
	case e.err != nil:
		p.State, p.Said, p.Output = Failed, strings.TrimPrefix(firstOf(e.said(), e.err.Error()), "autogan: "), e.text()
	}
	return p
}

// fail makes a part that has not failed yet a failed one.
func (p *Part) fail(said string) {
	if p.State != Failed {
		p.State, p.Said = Failed, said
	}
}

// least is the time with which a part is worth beginning.
const least = time.Second

// do runs the part within its share of the time.
func (p part) do(ctx context.Context, limit time.Duration) Part {
	if limit < least && p.weight > 0 {
		return Part{Name: p.name, State: CutOff, Said: "there was no time left for it"}
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	begun := time.Now()
	done := p.run(limited, limit)
	done.Name, done.Seconds, done.Limit = p.name, time.Since(begun).Seconds(), limit.Seconds()
	return done
}

// share is the part's of the time that is left, by its weight among the weights
// that are left.
func share(left time.Duration, weight, weights float64) time.Duration {
	if weight == 0 {
		return 0
	}
	return max(0, time.Duration(float64(left)*weight/weights))
}

// runAll runs the parts in turn within a time, and saves the report before and
// after each.
func (r *Report) runAll(ctx context.Context, parts []part, total time.Duration, out io.Writer, save func() error) error {
	deadline := time.Now().Add(total)
	weights := 0.0
	for _, p := range parts {
		weights += p.weight
	}
	for _, p := range parts {
		r.Parts = append(r.Parts, Part{Name: p.name, State: Running})
		if err := save(); err != nil {
			return err
		}
		done := p.do(ctx, share(time.Until(deadline), p.weight, weights))
		weights -= p.weight
		if ctx.Err() != nil && done.State == CutOff {
			done.Said = "it was interrupted"
		}
		r.Parts[len(r.Parts)-1] = done.without(r.private)
		fmt.Fprintf(out, "%s\n", done)
		if err := save(); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// without hides names of folders, which may hold those of people.
func (p Part) without(private *strings.Replacer) Part {
	for _, text := range []*string{&p.Said, &p.Command, &p.Output} {
		*text = private.Replace(*text)
	}
	return p
}

func (p Part) String() string {
	text := fmt.Sprintf("%-8s %s, %.0f s", p.State, p.Name, p.Seconds)
	if p.Said != "" {
		text += ": " + p.Said
	}
	return text
}
