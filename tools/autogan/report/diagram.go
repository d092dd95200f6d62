package report

import (
	"fmt"
	"html"
	"html/template"
	"strings"

	"autogan/gan/arch"
)

// Measures of a diagram, in SVG units.
const (
	boxWidth    = 104
	boxHeight   = 76
	cellGap     = 34
	sideWidth   = 70  // of the latent vector and the image
	lineTop     = 110 // y of the main line
	boxTop      = lineTop - boxHeight/2
	diagramHigh = 206
	firstBox    = 12 // from the side of a cell to its first half
	sumGap      = 18 // from a half to the sum after it
	halfWidth   = boxWidth + 2*sumGap
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

// diagram draws an architecture from left to right: each cell with its halves
// on the main line, shortcuts below and skip-ins above, as in the paper's
// Figure 3.
func diagram(a arch.Arch) template.HTML {
	d := drawing{record: a.Record(arch.Geometry{Channels: 1, BottomWidth: 1})}
	d.layOut(a.Cells())
	end := d.left[a.Cells()] - cellGap
	d.add(`<svg class="arch" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="architecture %s">`,
		end+2*cellGap+boxWidth+sideWidth, diagramHigh, html.EscapeString(a.String()))
	d.add(`<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>`)
	d.box(2, lineTop-24, sideWidth-4, 48, "side")
	d.text(sideWidth/2, lineTop, "z", "linear")
	for i := range a.Cells() {
		d.arrow(d.left[i]-cellGap-1, d.left[i]+firstBox-2)
		d.cell(i)
	}
	d.arrow(end, end+cellGap-2)
	d.half(end+cellGap, d.record.Chains(a.Cells())[0])
	d.arrow(end+cellGap+boxWidth, end+2*cellGap+boxWidth-2)
	d.box(end+2*cellGap+boxWidth, lineTop-24, sideWidth-4, 48, "side")
	d.text(end+2*cellGap+boxWidth+sideWidth/2-2, lineTop, "image")
	d.add(`</svg>`)
	return template.HTML(d.String())
}

// drawing is the sketch of a record.
type drawing struct {
	sketch
	record arch.Record
	left   []int              // x of each cell, and of the end
	taps   map[*arch.Step]int // x at which skip-ins leave a half
}

// layOut places the cells; each is as wide as its halves need.
func (d *drawing) layOut(cells int) {
	d.taps = map[*arch.Step]int{}
	d.left = []int{sideWidth + cellGap}
	for i := range cells {
		d.left = append(d.left, d.left[i]+d.width(i)+cellGap)
	}
}

func (d *drawing) width(cell int) int {
	halfBoxes := 0
	for _, c := range d.record.Chains(cell) {
		if !c.Branch {
			halfBoxes++
		}
	}
	return firstBox + halfBoxes*halfWidth
}

func (d *drawing) cell(i int) {
	left, width := d.left[i], d.width(i)
	d.box(left, lineTop-62, width, 140, "cell")
	d.text(left+width/2, lineTop+86, fmt.Sprintf("cell %d", i+1))
	x := left + firstBox - halfWidth // of the half whose sum the next branch joins
	for _, c := range d.record.Chains(i) {
		if c.Branch {
			d.branch(i, x+boxWidth+sumGap, c)
			continue
		}
		x += halfWidth
		d.half(x, c)
		d.taps[c.End] = x + boxWidth + 6
		d.add(`<path d="M%d %d H%d" class="flow"/>`, x+boxWidth, lineTop, min(x+halfWidth, left+width))
	}
}

// half draws a box with the steps of a chain on the main line.
func (d *drawing) half(x int, c arch.Chain) {
	d.box(x, boxTop, boxWidth, boxHeight, "half")
	d.text(x+boxWidth/2, lineTop, typeset(c.Labels)...)
}

// branch draws a curve from the cell's input or an earlier cell to a sum on the
// main line.
func (d *drawing) branch(cell, sum int, c arch.Chain) {
	label := strings.Join(typeset(c.Labels), ", ")
	if c.From == d.record.Input(cell) {
		d.shortcut(d.left[cell], sum, label)
	} else {
		d.skip(d.taps[c.From], sum, label, cell-c.From.Cell)
	}
	d.add(`<circle cx="%d" cy="%d" r="7" class="sum"/>`, sum, lineTop)
	d.text(sum, lineTop, "+")
}

// skip draws the curve from the first half of an earlier cell to a sum of a
// later one.
func (s *sketch) skip(from, to int, label string, cells int) {
	top := 70 - 34*cells
	s.text((from+to)/2, (lineTop+3*top)/4-11, label)
	s.add(`<path d="M%d %d C%d %d %d %d %d %d" class="skip" marker-end="url(#tip)"/>`, from, lineTop-2, from+20, top, to-20, top, to, lineTop-8)
}

// shortcut draws the line around the halves of a cell.
func (s *sketch) shortcut(left, to int, label string) {
	low := boxTop + boxHeight + 20
	s.add(`<path d="M%d %d V%d H%d V%d" class="skip" marker-end="url(#tip)"/>`, left+4, lineTop, low, to, lineTop+8)
	s.text((left+to)/2, low+9, label)
}

// typeset replaces plain letters in labels by the signs of a page, such as ×
// for x.
func typeset(labels []string) []string {
	signs := strings.NewReplacer("relu", "ReLU", "1x1", "1×1", "3x3", "3×3", " x", " ×")
	set := make([]string, len(labels))
	for i, l := range labels {
		set[i] = signs.Replace(l)
	}
	return set
}
