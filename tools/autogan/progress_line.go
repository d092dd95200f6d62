package main

import (
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/rivo/uniseg"
	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// In columns:
const (
	widestBar, leastBar = 24, 4
	leastName           = 20 // of the phase's name, to tell phases apart

	percentColumns = len(" 100% ||  ")
	countColumns   = len("(/, 999 it/s)") // and twice the digits of the total
	timesColumns   = len(" [1h23m4s:1h23m4s]")
)

// fitting returns the name of a phase of so many units, and how to draw the bar
// after it on a terminal of so many columns. A narrow one shows fewer figures, a
// shorter bar and the beginning of the name. Rate shows how fast it goes on.
func fitting(name string, total, columns int, rate progressbar.Option) (string, []progressbar.Option) {
	room := columns - 1 - percentColumns // the last column stays empty: writing there wraps
	counts := countColumns + 2*len(strconv.Itoa(total))
	hasCounts := room >= counts+leastName+leastBar
	hasTimes := room >= counts+timesColumns+leastName+leastBar
	bar := 0
	options := []progressbar.Option{progressbar.OptionSetPredictTime(hasTimes), progressbar.OptionSetElapsedTime(hasTimes)}
	if hasCounts {
		options = append(options, progressbar.OptionShowCount(), rate)
		room -= counts
	}
	if hasTimes {
		room -= timesColumns
	}
	if hasCounts {
		bar = min(max(room-uniseg.StringWidth(name), leastBar), widestBar)
	}
	return clipped(name, max(0, room-bar)), append(options, progressbar.OptionSetWidth(bar))
}

// clipped is the beginning of a text that takes so many columns, with an ellipsis
// where something is missing.
func clipped(text string, columns int) string {
	if uniseg.StringWidth(text) <= columns {
		return text
	}
	var kept strings.Builder
	free := columns - 1
	for graphemes := uniseg.NewGraphemes(text); graphemes.Next(); {
		if free -= graphemes.Width(); free < 0 {
			break
		}
		kept.WriteString(graphemes.Str())
	}
	return kept.String() + "…"
}

// line is the line of a terminal in which a bar is drawn. It never wraps, however
// narrow the terminal has become, and what was drawn before is overwritten whole.
type line struct {
	to      io.Writer
	columns func() int
	shown   int // columns that are drawn on
}

// Write draws what follows the last carriage return; nothing clears the line.
func (l *line) Write(text []byte) (int, error) {
	now := string(text)
	now = now[strings.LastIndexByte(now, '\r')+1:]
	room := max(1, l.columns()-1)
	drawn := clipped(now, room)
	width := uniseg.StringWidth(drawn)
	end := ""
	if now == "" {
		end = "\r"
	}
	_, err := io.WriteString(l.to, "\r"+drawn+strings.Repeat(" ", max(0, min(l.shown, room)-width))+end)
	l.shown = width
	return len(text), err
}

// columnsOf is the width of a terminal, 80 if it does not say.
func columnsOf(out io.Writer) int {
	if file, ok := file(out); ok {
		if columns, _, err := term.GetSize(int(file.Fd())); err == nil && columns > 0 {
			return columns
		}
	}
	return 80
}

// file is the file that a command's output goes to.
func file(out io.Writer) (*os.File, bool) {
	if e, held := out.(*stderr); held {
		out = e.to
	}
	f, ok := out.(*os.File)
	return f, ok
}
