package report

import (
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// pixel is the width of a column of [thinned].
const pixel = vg.Inch / 96

// kept is how many points of a column are needed to draw it.
const kept = 4

// thinned returns the points of a curve that show when it is drawn on so many
// columns of pixels: of each column the first, the lowest, the highest and the
// last. So a run of any length makes a page of the same size, and no peak is lost.
// The points must be in the order of x.
func thinned(points plotter.XYs, columns int) plotter.XYs {
	if len(points) <= kept*columns {
		return points
	}
	first, span := points[0].X, points[len(points)-1].X-points[0].X
	column := func(p plotter.XY) int { return int((p.X - first) / span * float64(columns)) }
	var thin plotter.XYs
	for begin := 0; begin < len(points); {
		end, low, high := begin+1, begin, begin
		for ; end < len(points) && column(points[end]) == column(points[begin]); end++ {
			if points[end].Y < points[low].Y {
				low = end
			}
			if points[end].Y > points[high].Y {
				high = end
			}
		}
		at := -1
		for _, i := range []int{begin, min(low, high), max(low, high), end - 1} {
			if i > at {
				thin = append(thin, points[i])
				at = i
			}
		}
		begin = end
	}
	return thin
}
