package report

import (
	"fmt"
	"html"
	"html/template"
	"strings"

	"autogan/gan"
)

// Measures of a diagram, in SVG units.
const (
	cellWidth   = 292
	boxWidth    = 104
	boxHeight   = 76
	cellGap     = 34
	sideWidth   = 70  // of the latent vector and the image
	lineTop     = 110 // where the main line runs
	boxTop      = lineTop - boxHeight/2
	diagramHigh = 206
	// within a cell: the two halves and the sums behind them
	firstBox  = 12
	firstSum  = firstBox + boxWidth + 18
	secondBox = firstSum + 18
	secondSum = secondBox + boxWidth + 14
)

// sketch collects the elements of an SVG drawing.
type sketch struct{ strings.Builder }

func (s *sketch) add(format string, args ...any) { fmt.Fprintf(s, format+"\n", args...) }

// text writes lines of text, centred around (x, y).
func (s *sketch) text(x, y int, lines ...string) {
	top := y - 6*(len(lines)-1) + 4
	for i, line := range lines {
		s.add(`<text x="%d" y="%d" text-anchor="middle">%s</text>`, x, top+12*i, html.EscapeString(line))
	}
}

func (s *sketch) box(x, y, w, h int, class string) {
	s.add(`<rect x="%d" y="%d" width="%d" height="%d" rx="6" class="%s"/>`, x, y, w, h, class)
}

func (s *sketch) arrow(x1, x2 int) {
	s.add(`<path d="M%d %d H%d" class="flow" marker-end="url(#tip)"/>`, x1, lineTop, x2)
}

// sum is the circle where a shortcut or a skip-in joins.
func (s *sketch) sum(x int) {
	s.add(`<circle cx="%d" cy="%d" r="7" class="sum"/>`, x, lineTop)
	s.text(x, lineTop, "+")
}

// diagram draws an architecture from left to right: cells with their two
// halves, shortcuts below, skip-ins above (the paper's figure 3).
func diagram(arch gan.Arch) template.HTML {
	var s sketch
	width := 2*sideWidth + len(arch)*(cellWidth+cellGap) + 2*cellGap + boxWidth
	s.add(`<svg class="arch" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="architecture %s">`,
		width, diagramHigh, html.EscapeString(arch.String()))
	s.add(`<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>`)
	s.box(2, lineTop-24, sideWidth-4, 48, "side")
	s.text(sideWidth/2, lineTop, "z", "linear")
	for i, c := range arch {
		s.arrow(cellLeft(i)-cellGap-1, cellLeft(i)+firstBox-2)
		s.cell(arch, i, c)
	}
	end := cellLeft(len(arch)) - cellGap
	s.arrow(end, end+cellGap-2)
	s.box(end+cellGap, lineTop-boxHeight/2, boxWidth, boxHeight, "half")
	s.text(end+cellGap+boxWidth/2, lineTop, "batch norm", "ReLU", "conv 3×3", "tanh")
	s.arrow(end+cellGap+boxWidth, end+2*cellGap+boxWidth-2)
	s.box(end+2*cellGap+boxWidth, lineTop-24, sideWidth-4, 48, "side")
	s.text(end+2*cellGap+boxWidth+sideWidth/2-2, lineTop, "image")
	s.add(`</svg>`)
	return template.HTML(s.String())
}

func cellLeft(i int) int { return sideWidth + cellGap + i*(cellWidth+cellGap) }

func (s *sketch) cell(arch gan.Arch, i int, c gan.Cell) {
	left := cellLeft(i)
	s.box(left, lineTop-62, cellWidth, 140, "cell")
	s.text(left+cellWidth/2, lineTop+86, fmt.Sprintf("cell %d · %s", i+1, c.ConvOrder))
	s.box(left+firstBox, boxTop, boxWidth, boxHeight, "half")
	s.text(left+firstBox+boxWidth/2, lineTop, half(c, c.Upsampling.String()+" ×2")...)
	s.box(left+secondBox, boxTop, boxWidth, boxHeight, "half")
	s.text(left+secondBox+boxWidth/2, lineTop, half(c, "")...)
	s.add(`<path d="M%d %d H%d" class="flow"/>`, left+firstBox+boxWidth, lineTop, left+secondBox)
	s.add(`<path d="M%d %d H%d" class="flow"/>`, left+secondBox+boxWidth, lineTop, left+cellWidth)
	for _, source := range arch.SkipSources(i) {
		s.skip(cellLeft(source)+firstBox+boxWidth+6, left+firstSum, fmt.Sprintf("%s ×%d, conv 1×1", c.Upsampling, 1<<(i-source)), i-source)
	}
	if len(arch.SkipSources(i)) > 0 {
		s.sum(left + firstSum)
	}
	if c.Shortcut {
		s.shortcut(left, c)
	}
}

// skip draws the way from the first half of an earlier cell to the sum of a later one.
func (s *sketch) skip(from, to int, label string, cells int) {
	top := 70 - 34*cells
	s.text((from+to)/2, (lineTop+3*top)/4-11, label)
	s.add(`<path d="M%d %d C%d %d %d %d %d %d" class="skip" marker-end="url(#tip)"/>`, from, lineTop-2, from+20, top, to-20, top, to, lineTop-8)
}

// shortcut draws the way around both halves.
func (s *sketch) shortcut(left int, c gan.Cell) {
	low := boxTop + boxHeight + 20
	s.add(`<path d="M%d %d V%d H%d V%d" class="skip" marker-end="url(#tip)"/>`, left+4, lineTop, low, left+secondSum, lineTop+8)
	s.add(`<text x="%d" y="%d" text-anchor="middle">%s</text>`, left+cellWidth/2, low+13, html.EscapeString(c.Upsampling.String()+" ×2, conv 1×1"))
	s.sum(left + secondSum)
}

// half lists what one convolution block of a cell does; upsample is empty for the second.
func half(c gan.Cell, upsample string) []string {
	activation := []string{"ReLU"}
	if c.Norm != gan.NoNorm {
		activation = []string{c.Norm.String(), "ReLU"}
	}
	convolution := []string{"conv 3×3"}
	if upsample != "" {
		convolution = []string{upsample, "conv 3×3"}
	}
	if c.ConvOrder == gan.PreActivation {
		return append(activation, convolution...)
	}
	return append(convolution, activation...)
}
