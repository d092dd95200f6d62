package report

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// addCurves draws all bands and then, over them, the curves, on so many columns:
// see [thinned].
func (c chart) addCurves(p *plot.Plot, columns int) error {
	for i, line := range c.curves {
		if err := addBand(p, line, palette[i%len(palette)]); err != nil {
			return err
		}
	}
	for i, line := range c.curves {
		if err := c.add(p, line, palette[i%len(palette)], columns); err != nil {
			return err
		}
	}
	return nil
}

// add draws a curve and names it in the legend.
func (c chart) add(p *plot.Plot, line curve, colour color.RGBA, columns int) error {
	points := finite(line.x, line.y)
	if len(points) == 0 {
		return nil
	}
	if line.dots {
		scatter, err := plotter.NewScatter(points)
		if err != nil {
			return fmt.Errorf("report: curve %s: %w", line.name, err)
		}
		scatter.GlyphStyle = draw.GlyphStyle{Color: color.NRGBA{colour.R, colour.G, colour.B, 110}, Radius: vg.Points(1.6), Shape: draw.CircleGlyph{}}
		if c.scatter {
			scatter.GlyphStyle = draw.GlyphStyle{Color: colour, Radius: vg.Points(2.5), Shape: draw.CircleGlyph{}}
		}
		p.Add(scatter)
		p.Legend.Add(line.name, scatter)
		return nil
	}
	drawn, err := plotter.NewLine(thinned(points, columns))
	if err != nil {
		return fmt.Errorf("report: curve %s: %w", line.name, err)
	}
	drawn.LineStyle = draw.LineStyle{Color: colour, Width: vg.Points(1.3)}
	p.Add(drawn)
	p.Legend.Add(line.name, drawn)
	return nil
}

// addBand fills the area between the low and the high side of a curve's band.
func addBand(p *plot.Plot, line curve, colour color.RGBA) error {
	outline := finite(line.x[:len(line.low)], line.low)
	for _, point := range slices.Backward(finite(line.x[:len(line.high)], line.high)) {
		outline = append(outline, point)
	}
	if len(outline) < 3 {
		return nil
	}
	band, err := plotter.NewPolygon(outline)
	if err != nil {
		return fmt.Errorf("report: band of %s: %w", line.name, err)
	}
	band.Color, band.LineStyle.Width = color.NRGBA{colour.R, colour.G, colour.B, 45}, 0
	p.Add(band)
	return nil
}

// addDiagonal draws the line of equal values of a scatter plot, as far as both
// axes have them.
func (c chart) addDiagonal(p *plot.Plot) error {
	low, high := max(p.X.Min, p.Y.Min), min(p.X.Max, p.Y.Max)
	if !c.scatter || low >= high {
		return nil
	}
	line, err := plotter.NewLine(plotter.XYs{{X: low, Y: low}, {X: high, Y: high}})
	if err != nil {
		return fmt.Errorf("report: diagonal: %w", err)
	}
	line.LineStyle = draw.LineStyle{Color: color.Gray{150}, Width: vg.Points(1), Dashes: []vg.Length{vg.Points(2), vg.Points(2)}}
	p.Add(line)
	p.Legend.Add("equal rewards", line)
	return nil
}

// addMarks draws the vertical lines of one kind over the height of the curves.
func (c chart) addMarks(p *plot.Plot, kind markKind, high float64) error {
	style := draw.LineStyle{Color: color.Gray{110}, Width: vg.Points(1), Dashes: []vg.Length{vg.Points(4), vg.Points(3)}}
	name := "growth"
	if kind == reset {
		style, name = draw.LineStyle{Color: color.RGBA{200, 0, 0, 255}, Width: vg.Points(1)}, "reset"
	}
	low := p.Y.Min
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

// shows reports whether the curve has a point that can be drawn.
func (line curve) shows() bool {
	for i := range line.x {
		if isFinite(line.x[i]) && isFinite(line.y[i]) {
			return true
		}
	}
	return false
}

// finite returns the points that can be drawn: a value that is not finite is
// left out.
func finite(x, y []float64) plotter.XYs {
	points := make(plotter.XYs, 0, len(x))
	for i := range x {
		if isFinite(x[i]) && isFinite(y[i]) {
			points = append(points, plotter.XY{X: x[i], Y: y[i]})
		}
	}
	return points
}

func isFinite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
