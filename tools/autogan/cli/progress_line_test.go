package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/rivo/uniseg"
)

// TestProgressNeverWraps draws bars on terminals of several widths: no line reaches
// the last column, what helps most is on it, and nothing of it stays.
func TestProgressNeverWraps(t *testing.T) {
	const long = "iteration 12/90, 16×16, shared GAN of the architectures drawn"
	for _, c := range []struct {
		columns int
		name    string
		shows   []string
	}{
		{20, "shared GAN", []string{"shar…", "30%"}},
		{20, long, []string{"iter…", "30%"}},
		{40, "shared GAN", []string{"shared GAN", "30%"}},
		{40, long, []string{"iteration 12/90, 16×16, …", "30%"}},
		{80, "shared GAN", []string{"shared GAN: 15,000 of 50,000, 10.0/s, 58m20s left  30% |█"}},
		{80, long, []string{"iteration 12/90, …: 15,000 of 50,000, 10.0/s, 58m20s left", "30%"}},
		{80, "日本語のフォルダーの画像を読む", []string{"日本語のフォルダ…: 15,000 of 50,000, 10.0/s", "30%"}},
		{120, "shared GAN", []string{"shared GAN: 15,000 of 50,000, 10.0/s, 58m20s left  30%"}},
		{120, long, []string{"iteration 12/90, 16×16, shared GAN", "15,000 of 50,000, 10.0/s, 58m20s left", "30%"}},
	} {
		var screen bytes.Buffer
		p := newProgress(&screen)
		p.phase, p.total, p.done, p.before = c.name, 50_000, 12_500, 12_500 // a quarter in an earlier run
		p.begun = time.Now()
		p.draw(func() int { return c.columns })
		time.Sleep(110 * time.Millisecond) // or it draws nothing
		p.begun = time.Now().Add(-250 * time.Second)
		p.Advance(2_500)
		drawn := screen.String()
		p.Close()
		for text := range strings.SplitSeq(drawn, "\r") {
			if width := uniseg.StringWidth(text); width >= c.columns {
				t.Errorf("%d columns: %q takes %d", c.columns, text, width)
			}
		}
		for _, want := range c.shows {
			if !strings.Contains(drawn, want) {
				t.Errorf("%d columns: %q is not in %q", c.columns, want, drawn)
			}
		}
		if left := onScreen(screen.String()); left != "" {
			t.Errorf("%d columns: %q stays", c.columns, left)
		}
		if strings.ContainsAny(screen.String(), "\x1b\n") {
			t.Errorf("%d columns: escapes or lines in %q", c.columns, screen.String())
		}
	}
}

// onScreen is what a terminal shows of a line that is drawn again and again.
func onScreen(drawn string) string {
	var cells []rune
	for text := range strings.SplitSeq(drawn, "\r") {
		for i, r := range []rune(text) {
			cells = append(cells[:min(i, len(cells))], append([]rune{r}, cells[min(i+1, len(cells)):]...)...)
		}
	}
	return strings.TrimRight(string(cells), " ")
}

// TestProgressOnANarrowedTerminal: the line fits into what is left of a terminal
// that becomes narrower.
func TestProgressOnANarrowedTerminal(t *testing.T) {
	var screen bytes.Buffer
	columns := 120
	l := &line{to: &screen, columns: func() int { return columns }, before: func() string { return "" }}
	for _, columns = range []int{120, 30, 5} {
		screen.Reset()
		if _, err := l.Write([]byte("\r" + strings.Repeat("x", 100))); err != nil {
			t.Fatal(err)
		}
		if got := uniseg.StringWidth(strings.TrimPrefix(screen.String(), "\r")); got != min(100, columns-1) {
			t.Errorf("%d columns: %d are drawn on", columns, got)
		}
	}
}
