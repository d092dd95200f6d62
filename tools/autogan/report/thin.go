package report

import (
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// column is the width of a column of [thinned]: two pixels, as a line is wide.
const column = vg.Inch / 48

// kept is how many points of a column are needed to draw it.
const kept = 4

// thinned returns the points of a curve that show when it is drawn on so many
// columns: of each column the first, the lowest, the highest and the
// last. So a run of any length makes a page of the same size, and no peak is lost.
// The points must be in the order of x.
func thinned(points plotter.XYs, columns int) plotter.XYs {
	if len(points) <= kept*columns {
		return points
	}
	first, span := points[0].X, points[len(points)-1].X-points[0].X
	columnOf := func(p plotter.XY) int { return int((p.X - first) / span * float64(columns)) }
	var thin plotter.XYs
	for begin := 0; begin < len(points); {
		end, low, high := begin+1, begin, begin
		for ; end < len(points) && columnOf(points[end]) == columnOf(points[begin]); end++ {
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
