package main

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// lineEvery is the time between two lines of progress where there is no
// terminal.
const lineEvery = 10 * time.Second

// progress shows the progress of a command on standard error: a bar on a
// terminal, otherwise a line now and then.
type progress struct {
	out  io.Writer
	bar  *progressbar.ProgressBar // nil where there is no terminal
	rate progressbar.Option       // shows it, in units or in bytes

	phase          string
	total, done    int
	before         int // done before this process
	begun, printed time.Time
}

// newProgress counts things; newByteProgress counts bytes.
func newProgress(out io.Writer) *progress {
	return &progress{out: out, printed: time.Now(), rate: progressbar.OptionShowIts()}
}

func newByteProgress(out io.Writer) *progress {
	return &progress{out: out, printed: time.Now(), rate: progressbar.OptionShowBytes(true)}
}

// Phase begins a phase of total units, -1 if the number is not known, of which
// done were done in an earlier run.
func (p *progress) Phase(name string, total, done int) {
	p.Close()
	p.phase, p.total, p.done, p.before, p.begun = name, total, done, done, time.Now()
	if !isTerminal(p.out) {
		return
	}
	p.draw(func() int { return columnsOf(p.out) })
}

// draw begins the bar of the phase on a terminal of so many columns.
func (p *progress) draw(columns func() int) {
	name, options := fitting(p.phase, p.total, columns(), p.rate)
	p.bar = progressbar.NewOptions(p.total, append(options,
		progressbar.OptionSetWriter(&line{to: p.out, columns: columns}),
		progressbar.OptionSetDescription(name),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)...)
	_ = p.bar.Set(p.done) // as in Advance
}

// download returns a function that takes the number of bytes that have arrived
// and their total.
func (p *progress) download() func(done, total int64) {
	return func(done, total int64) {
		if p.phase == "" {
			p.Phase("download", int(total), 0)
		}
		p.Advance(int(done) - p.done)
	}
}

// Advance reports n more units of the phase.
func (p *progress) Advance(n int) {
	p.done += n
	if p.bar != nil {
		_ = p.bar.Add(n) // only drawing beyond the end fails, and nothing depends on the bar
		return
	}
	if now := time.Now(); now.Sub(p.printed) >= lineEvery {
		p.printed = now
		fmt.Fprintln(p.out, p.line(now))
	}
}

// Message prints a line that stays.
func (p *progress) Message(line string) {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
	fmt.Fprintln(p.out, line)
}

// Close removes the bar of the last phase.
func (p *progress) Close() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar = nil
	}
}

// line reads "shared GAN: 120 of 400, 12.5/s, 22s left".
func (p *progress) line(now time.Time) string {
	rate := float64(p.done-p.before) / now.Sub(p.begun).Seconds()
	if p.total <= 0 {
		return fmt.Sprintf("%s: %d, %.1f/s", p.phase, p.done, rate)
	}
	left := time.Duration(float64(p.total-p.done) / rate * float64(time.Second)).Round(time.Second)
	return fmt.Sprintf("%s: %d of %d, %.1f/s, %v left", p.phase, p.done, p.total, rate, left)
}
