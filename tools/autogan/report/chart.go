package report

import (
	"bytes"
	"fmt"
	"html/template"
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Size of a chart in the page. The legend is above the curves, and each of its
// entries makes the chart higher.
const (
	curvesHigh  = 6.3 * vg.Centimeter
	entryHigh   = 0.44 * vg.Centimeter
	belowCurves = 1.1 * vg.Centimeter // labels of the axis
	halfLabel   = 0.5 * vg.Centimeter // of the last one, which reaches beyond the axis
)

// layout is the width for which a chart is drawn: text in a drawing that a phone
// makes smaller could not be read.
type layout struct {
	width, scatter vg.Length // of a chart, and of a scatter plot
	text           vg.Length
	ticks          float64 // on the horizontal axis, at least
}

var (
	wide   = layout{22 * vg.Centimeter, 12 * vg.Centimeter, 10, 5} // as the text
	narrow = layout{9 * vg.Centimeter, 9 * vg.Centimeter, 9, 2.5}  // of a phone
)

// palette has colours that colour-blind readers can tell apart (Okabe and Ito).
var palette = []color.RGBA{
	{0, 114, 178, 255}, {213, 94, 0, 255}, {0, 158, 115, 255}, {204, 121, 167, 255},
	{230, 159, 0, 255}, {86, 180, 233, 255}, {0, 0, 0, 255},
}

// curve is one line of a chart, or its points if dots is set. A band from low to
// high is drawn around it if there is one.
type curve struct {
	name      string
	x, y      []float64
	low, high []float64 // as many as x, or none
	dots      bool
}

// mark is a vertical line, at a growth or a reset of the GAN.
type mark struct {
	at   float64
	kind markKind
}

type markKind int

const (
	grown markKind = iota
	reset
)

// chart is a diagram of curves over a common axis.
type chart struct {
	x, y    string // names of the axes, with units
	curves  []curve
	marks   []mark
	scatter bool // both axes are rewards: narrow, with a line where they are equal
}

// empty reports whether there is nothing to draw.
func (c chart) empty() bool {
	for _, line := range c.curves {
		if line.shows() {
			return false
		}
	}
	return true
}

// svg draws the chart.
func (c chart) svg(l layout) (template.HTML, error) {
	p, high, err := c.plot(l)
	if err != nil {
		return "", err
	}
	canvas := vgsvg.New(c.width(l), high)
	p.Draw(within(canvas))
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return "", fmt.Errorf("report: draw %s: %w", c.y, err)
	}
	return inline(b.Bytes(), c.y+" over "+c.x), nil
}

// within is a canvas without the room that the last label of the axis needs.
func within(canvas vg.CanvasSizer) draw.Canvas {
	return draw.Crop(draw.New(canvas), 0, -halfLabel, 0, 0)
}

// plot lays the chart out and returns its height.
func (c chart) plot(l layout) (*plot.Plot, vg.Length, error) {
	p := plot.New()
	p.BackgroundColor = color.White
	p.X.Label.Text, p.Y.Label.Text = c.x, c.y
	p.X.Tick.Marker, p.Y.Tick.Marker = roundTicks(l.ticks), roundTicks(wide.ticks)
	p.Legend.Top, p.Legend.Left, p.Legend.Padding = true, true, vg.Points(3)
	for _, style := range []*text.Style{&p.X.Label.TextStyle, &p.Y.Label.TextStyle, &p.X.Tick.Label, &p.Y.Tick.Label, &p.Legend.TextStyle} {
		style.Font.Variant, style.Font.Size = "Sans", l.text
	}
	p.Add(plotter.NewGrid())
	if err := c.addCurves(p, int(c.width(l)/column)); err != nil {
		return nil, 0, err
	}
	if !c.scatter {
		p.X.Min = min(0, p.X.Min) // time and steps are counted from 0
	}
	top := p.Y.Max // of the curves: above is the legend
	high := c.raise(p)
	if err := c.addDiagonal(p); err != nil {
		return nil, 0, err
	}
	for _, kind := range []markKind{grown, reset} {
		if err := c.addMarks(p, kind, top); err != nil {
			return nil, 0, err
		}
	}
	return p, high, nil
}

func (c chart) width(l layout) vg.Length {
	if c.scatter {
		return l.scatter
	}
	return l.width
}

// raise makes room for the legend above the curves and returns the height of the
// chart.
func (c chart) raise(p *plot.Plot) vg.Length {
	kinds := map[markKind]bool{}
	for _, m := range c.marks {
		kinds[m.kind] = true
	}
	entries := len(kinds)
	if c.scatter {
		entries++
	}
	for _, line := range c.curves {
		if line.shows() {
			entries++
		}
	}
	legend := entryHigh * vg.Length(entries)
	p.Y.Max += (p.Y.Max - p.Y.Min) * float64(legend/(curvesHigh-belowCurves))
	return curvesHigh + legend
}

// inline removes what comes before the <svg> element, which does not belong in
// HTML, and says what the drawing shows to readers who do not see it.
func inline(svg []byte, label string) template.HTML {
	_, element, _ := bytes.Cut(svg, []byte("<svg"))
	return template.HTML(fmt.Sprintf(`<svg role="img" aria-label="%s"%s`, template.HTMLEscapeString(label), element))
}
