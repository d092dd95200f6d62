package report

import (
	"bytes"
	"fmt"
	"html/template"
	"image/color"
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Size of a chart in the page.
const (
	chartWidth  = 22 * vg.Centimeter
	chartHeight = 7.5 * vg.Centimeter
)

// palette has colours that colour-blind readers can tell apart (Okabe and Ito).
var palette = []color.RGBA{
	{0, 114, 178, 255}, {213, 94, 0, 255}, {0, 158, 115, 255}, {204, 121, 167, 255},
	{230, 159, 0, 255}, {86, 180, 233, 255}, {0, 0, 0, 255},
}

// curve is one line of a chart, or its points if dots is set.
type curve struct {
	name string
	x, y []float64
	dots bool
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
	x, y   string // names of the axes
	curves []curve
	marks  []mark
}

// empty reports whether there is nothing to draw.
func (c chart) empty() bool {
	for _, line := range c.curves {
		if len(line.x) > 0 {
			return false
		}
	}
	return true
}

// svg draws the chart.
func (c chart) svg() (template.HTML, error) {
	p := plot.New()
	p.X.Label.Text, p.Y.Label.Text = c.x, c.y
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.TickerFunc(roundTicks), plot.TickerFunc(roundTicks)
	p.Legend.Top, p.Legend.Left, p.Legend.Padding = true, true, vg.Points(3)
	for _, style := range []*text.Style{&p.X.Label.TextStyle, &p.Y.Label.TextStyle, &p.X.Tick.Label, &p.Y.Tick.Label, &p.Legend.TextStyle} {
		style.Font.Variant = "Sans"
	}
	p.Add(plotter.NewGrid())
	for i, line := range c.curves {
		if err := c.add(p, line, palette[i%len(palette)]); err != nil {
			return "", err
		}
	}
	p.Y.Max += 0.25 * (p.Y.Max - p.Y.Min) // for the legend
	for _, kind := range []markKind{grown, reset} {
		if err := c.addMarks(p, kind); err != nil {
			return "", err
		}
	}
	canvas := vgsvg.New(chartWidth, chartHeight)
	p.Draw(draw.New(canvas))
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return "", fmt.Errorf("report: draw %s: %w", c.y, err)
	}
	return inline(b.Bytes()), nil
}

func (c chart) add(p *plot.Plot, line curve, colour color.RGBA) error {
	points := finite(line)
	if len(points) == 0 {
		return nil
	}
	if line.dots {
		scatter, err := plotter.NewScatter(points)
		if err != nil {
			return fmt.Errorf("report: curve %s: %w", line.name, err)
		}
		colour.A = 110
		scatter.GlyphStyle = draw.GlyphStyle{Color: colour, Radius: vg.Points(1.6), Shape: draw.CircleGlyph{}}
		p.Add(scatter)
		p.Legend.Add(line.name, scatter)
		return nil
	}
	drawn, err := plotter.NewLine(points)
	if err != nil {
		return fmt.Errorf("report: curve %s: %w", line.name, err)
	}
	drawn.LineStyle = draw.LineStyle{Color: colour, Width: vg.Points(1.3)}
	p.Add(drawn)
	p.Legend.Add(line.name, drawn)
	return nil
}

// addMarks draws the vertical lines of one kind over the whole height.
func (c chart) addMarks(p *plot.Plot, kind markKind) error {
	style := draw.LineStyle{Color: color.Gray{110}, Width: vg.Points(1), Dashes: []vg.Length{vg.Points(4), vg.Points(3)}}
	name := "growth"
	if kind == reset {
		style, name = draw.LineStyle{Color: color.RGBA{200, 0, 0, 255}, Width: vg.Points(1)}, "reset"
	}
	low, high := p.Y.Min, p.Y.Max
	named := false
	for _, m := range c.marks {
		if m.kind != kind {
			continue
		}
		line, err := plotter.NewLine(plotter.XYs{{X: m.at, Y: low}, {X: m.at, Y: high}})
		if err != nil {
			return fmt.Errorf("report: mark: %w", err)
		}
		line.LineStyle = style
		p.Add(line)
		if !named {
			p.Legend.Add(name, line)
			named = true
		}
	}
	return nil
}

// roundTicks puts about six ticks at multiples of 1, 2 or 5 times a power of ten.
func roundTicks(low, high float64) []plot.Tick {
	span := high - low
	if !(span > 0) || math.IsInf(span, 0) {
		return []plot.Tick{{Value: low, Label: strconv.FormatFloat(low, 'g', 4, 64)}}
	}
	step := math.Pow(10, math.Floor(math.Log10(span/5)))
	for _, factor := range []float64{5, 2} {
		if span/(step*factor) >= 5 {
			step *= factor
			break
		}
	}
	var ticks []plot.Tick
	for n := math.Ceil(low/step) + 0; n*step <= high; n++ { // + 0 makes −0 a 0
		value, _ := strconv.ParseFloat(strconv.FormatFloat(n*step, 'g', 10, 64), 64) // 0.30000000000000004 is 0.3
		ticks = append(ticks, plot.Tick{Value: value, Label: strconv.FormatFloat(value, 'f', -1, 64)})
	}
	return ticks
}

// finite returns the points that can be drawn: a loss that is not finite
// becomes a gap.
func finite(line curve) plotter.XYs {
	var points plotter.XYs
	for i, y := range line.y {
		if !math.IsNaN(y) && !math.IsInf(y, 0) {
			points = append(points, plotter.XY{X: line.x[i], Y: y})
		}
	}
	return points
}

// inline removes what comes before the <svg> element, which does not belong in
// HTML.
func inline(svg []byte) template.HTML {
	if i := bytes.Index(svg, []byte("<svg")); i > 0 {
		svg = svg[i:]
	}
	return template.HTML(svg)
}
