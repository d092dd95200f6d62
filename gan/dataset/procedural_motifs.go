package dataset

import "math"

// motif is one class of procedural images.
type motif struct {
	name string
	// distance is the signed distance from (x, y) to the outline, negative
	// inside, y downwards; for a shape, in units of its outer radius.
	distance func(x, y float64) float64
	// size is the range of the unit's length, as a part of the image's side.
	size [2]float64
	// turn is the largest rotation to either side, in radians. It is small where
	// more would make two classes alike.
	turn float64
}

// motifs are the classes in the order of their labels.
var motifs = []motif{
	{"disc", disc, [2]float64{0.27, 0.40}, 0},
	{"ring", ring, [2]float64{0.32, 0.42}, 0},
	{"square", square, [2]float64{0.36, 0.46}, 0.15},
	{"triangle", triangleUp, [2]float64{0.40, 0.50}, 0.2},
	{"star", star, [2]float64{0.36, 0.46}, 0.3},
	{"cross", cross, [2]float64{0.34, 0.44}, 0.2},
	{"heart", heart, [2]float64{0.34, 0.44}, 0.2},
	{"crescent", crescent, [2]float64{0.33, 0.43}, 0.35},
	{"stripes", stripes, [2]float64{0.38, 0.5}, math.Pi / 2},
	{"checkerboard", checkerboard, [2]float64{0.42, 0.58}, 0.2},
}

func disc(x, y float64) float64 { return math.Hypot(x, y) - 1 }

func ring(x, y float64) float64 { return math.Abs(math.Hypot(x, y)-0.75) - 0.25 }

func square(x, y float64) float64 { return box(x, y, 0.72, 0.72) - 0.06 }

func cross(x, y float64) float64 {
	return min(box(x, y, 0.92, 0.24), box(x, y, 0.24, 0.92)) - 0.06
}

// crescent is a disc without a smaller one on its right.
func crescent(x, y float64) float64 {
	return max(math.Hypot(x, y)-1, 0.8-math.Hypot(x-0.5, y+0.12))
}

// stripes are as wide as the gaps between them; one of each per unit.
func stripes(x, _ float64) float64 { return wave(x) }

// checkerboard has fields of half a unit.
func checkerboard(x, y float64) float64 {
	u, v := wave(x), wave(y)
	nearest := min(math.Abs(u), math.Abs(v))
	if (u < 0) == (v < 0) {
		return -nearest
	}
	return nearest
}

// wave is the signed distance to the borders of half-unit bands along one axis.
func wave(x float64) float64 { return math.Abs(x-math.Floor(x)-0.5) - 0.25 }

// box is the distance to a rectangle of half-sides a and b.
func box(x, y, a, b float64) float64 {
	dx, dy := math.Abs(x)-a, math.Abs(y)-b
	return math.Hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0)
}

// triangleUp is equilateral with rounded corners and points up.
func triangleUp(x, y float64) float64 {
	const inner, round = 0.46, 0.08 // the middle's distance to the sides, the corners' radius
	sin60 := math.Sqrt(3) / 2
	x = math.Abs(x)
	// The half triangle lies between its base and the side whose normal is
	// (sin 60°, -1/2); past a corner the distance is to that corner.
	y -= 0.12 // its centre lies above half its height
	base, side := y-inner, sin60*x-0.5*y-inner
	if edge := max(base, side); edge <= 0 {
		return edge - round
	}
	top, corner := -2*inner, 2*inner*sin60
	toSide := segment(x, y, 0, top, corner, inner)
	toBase := segment(x, y, 0, inner, corner, inner)
	return min(toSide, toBase) - round
}

// star has five points, one up; its inner corners lie at 0.45 of the radius.
func star(x, y float64) float64 {
	const points, depth = 5, 0.45
	// Map the plane by symmetry into half a point, the angles from 0 to π/5 from straight up.
	angle, radius := math.Atan2(x, -y), math.Hypot(x, y)
	period := 2 * math.Pi / points
	angle = math.Abs(angle - period*math.Round(angle/period))
	x, y = radius*math.Sin(angle), radius*math.Cos(angle)
	innerX, innerY := depth*math.Sin(period/2), depth*math.Cos(period/2)
	distance := segment(x, y, 0, 1, innerX, innerY)
	if inside := innerX*(1-y)-x*(1-innerY) > 0; inside {
		distance = -distance
	}
	return distance - 0.03
}

// heart joins two arcs at the notch with a point below.
func heart(x, y float64) float64 {
	// In a plane with y upwards and the point at the origin, as wide as high:
	// each half is an arc of radius √2/4 about (1/4, 3/4) above a line x = y.
	x, y = math.Abs(x)/1.7, (0.92-y)/1.7
	if x+y > 1 {
		return (math.Hypot(x-0.25, y-0.75) - math.Sqrt2/4) * 1.7
	}
	along := max(x+y, 0) / 2
	distance := min(math.Hypot(x, y-1), math.Hypot(x-along, y-along))
	if x < y {
		distance = -distance
	}
	return distance * 1.7
}

// segment is the distance from (x, y) to the line from (x0, y0) to (x1, y1).
func segment(x, y, x0, y0, x1, y1 float64) float64 {
	dx, dy := x1-x0, y1-y0
	along := ((x-x0)*dx + (y-y0)*dy) / (dx*dx + dy*dy)
	along = min(max(along, 0), 1)
	return math.Hypot(x-x0-along*dx, y-y0-along*dy)
}
