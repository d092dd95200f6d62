package cli

import (
	"io"
	"os"
	"strings"

	"github.com/rivo/uniseg"
	"golang.org/x/term"
)

// In columns:
const (
	widestBar, leastBar = 24, 4
	leastName           = 16 // of the phase's name, to tell phases apart

	percentColumns = len(" 100% ||  ")
	figuresColumns = len(": 12,500 of 50,000, 999.9/s, 1h23m4s left")
)

// barWidth leaves room for the figures on a terminal of so many columns, and for
// the beginning of the phase's name.
func barWidth(columns int) int {
	return min(max(columns-1-percentColumns-figuresColumns-leastName, leastBar), widestBar)
}

// fitting returns the name of a phase and its figures as they fit before the bar on
// a terminal of so many columns: a narrow one shows the beginning of the name, and
// a very narrow one no figures.
func fitting(name, figures string, columns int) string {
	room := columns - 1 - percentColumns - barWidth(columns) // the last column stays empty: writing there wraps
	figures = ": " + figures
	if left := room - len(figures); left >= min(leastName, uniseg.StringWidth(name)) {
		return clipped(name, left) + figures
	}
	return clipped(name, max(0, room))
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
	before  func() string // drawn before the bar
	shown   int           // columns that are drawn on
}

// Write draws what follows the last carriage return; nothing clears the line.
func (l *line) Write(text []byte) (int, error) {
	now := string(text)
	now = now[strings.LastIndexByte(now, '\r')+1:]
	end := "\r"
	if now != "" {
		now, end = l.before()+now, ""
	}
	room := max(1, l.columns()-1)
	drawn := clipped(now, room)
	width := uniseg.StringWidth(drawn)
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
