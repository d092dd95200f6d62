package cli

import (
	"fmt"
	"io"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/schollz/progressbar/v3"
)

// lineEvery is the time between two lines of progress where there is no
// terminal.
const lineEvery = 10 * time.Second

// progress shows the progress of a command on standard error: a bar on a
// terminal, otherwise a line now and then.
type progress struct {
	out   io.Writer
	bar   *progressbar.ProgressBar // nil where there is no terminal
	bytes bool                     // what is counted

	phase          string
	total, done    int
	before         int // done before this process
	begun, printed time.Time
}

// newProgress counts things; newByteProgress counts bytes.
func newProgress(out io.Writer) *progress {
	return &progress{out: out, printed: time.Now()}
}

func newByteProgress(out io.Writer) *progress {
	return &progress{out: out, printed: time.Now(), bytes: true}
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

// draw begins the bar of the phase on a terminal of so many columns. The figures
// before it are ours, since the library takes what an earlier run has done for
// done in no time.
func (p *progress) draw(columns func() int) {
	before := func() string { return fitting(p.phase, p.figures(time.Now()), columns()) }
	p.bar = progressbar.NewOptions(p.total,
		progressbar.OptionSetWriter(&line{to: p.out, columns: columns, before: before}),
		progressbar.OptionSetWidth(barWidth(columns())),
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionSetElapsedTime(false),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)
	_ = p.bar.Set(p.done) // as in Advance
	_ = p.bar.RenderBlank()
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

// whole returns a function that takes how much of a phase is done, and its total.
func (p *progress) whole(name string) func(done, total int) {
	return func(done, total int) {
		if p.phase == "" {
			p.Phase(name, total, 0)
		}
		p.Advance(done - p.done)
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
		fmt.Fprintln(p.out, p.phase+": "+p.figures(now))
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

// figures reads "120 of 400, 12.5/s, 22s left". It has no rate in the first second,
// which would be one of very few units.
func (p *progress) figures(now time.Time) string {
	text := p.amount(p.done)
	if p.total > 0 {
		text += " of " + p.amount(p.total)
	}
	elapsed := now.Sub(p.begun)
	if elapsed < time.Second || p.done <= p.before {
		return text
	}
	rate := float64(p.done-p.before) / elapsed.Seconds()
	text += ", " + p.speed(rate)
	if p.total > 0 {
		left := time.Duration(float64(p.total-p.done) / rate * float64(time.Second))
		text += fmt.Sprintf(", %v left", left.Round(time.Second))
	}
	return text
}

func (p *progress) amount(n int) string {
	if p.bytes {
		return humanize.Bytes(uint64(n))
	}
	return humanize.Comma(int64(n))
}

// speed is a rate per second, or of a longer time if less than one is done in it.
func (p *progress) speed(rate float64) string {
	switch {
	case p.bytes:
		return humanize.Bytes(uint64(rate)) + "/s"
	case rate >= 1:
		return fmt.Sprintf("%.1f/s", rate)
	case rate*60 >= 1:
		return fmt.Sprintf("%.1f/min", rate*60)
	}
	return fmt.Sprintf("%.1f/h", rate*3600)
}
