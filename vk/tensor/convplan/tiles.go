package convplan

import "autogan/vk"

// Step is the number of terms that a Tiled kernel multiplies between two
// barriers; shaders/include/tiles.glsl has the same rule.
func (t Tile) Step() int { return 8 + 8*(t.Group/256) }

// sharedBytes is the shared memory that a group of a Tiled kernel takes: its
// tiles' terms, rows padded by a vec4 and a vec4 of indices.
func (t Tile) sharedBytes() int { return 4 * t.Step() * (t.Rows + 4 + t.Columns) }

// runs reports whether a device has the threads and the memory for a group.
func (t Tile) runs(caps vk.Caps) bool {
	return t.Group <= caps.MaxInvocations && t.sharedBytes() <= caps.SharedMemory || t == smallestTile
}

var smallestTile = Tile{32, 32, 64} // every device runs it

// tiled is the row of a Tiled kernel.
func tiled(k Kernel, t Tile) row {
	return row{
		kernel: k, fits: fitsDirect, otherwise: Auto, quads: true,
		pays: rule{gpu, t.pays}, tried: rule{gpu, t.tried},
		forward: t, weight: t, split: t.split,
	}
}

// product is the product of matrices that a Tiled kernel computes, as often as
// times says, and the number of terms of a result.
type product struct{ rows, columns, times, terms int }

func productOf(c computed) product {
	if c.Pass == BackwardWeight {
		return product{c.Taps() * c.C, c.O, 1, c.Pixels()}
	}
	return product{c.Pixels(), c.O, c.spread * c.spread, c.Taps() * c.C}
}

// in is the number of a product's tiles.
func (t Tile) in(p product) int {
	return p.times * ceilDiv(p.rows, t.Rows) * ceilDiv(p.columns, t.Columns)
}

// filled reports whether at least three quarters of the tiles' results exist.
func (t Tile) filled(p product) bool {
	return 4*p.times*p.rows*p.columns >= 3*t.in(p)*t.Rows*t.Columns
}

// How many groups a device should have to do, for each of its compute units. Two
// run side by side on a unit and hide each other's waits; a few more even out the
// last ones.
const (
	busyGroups = 2
	evenGroups = 4
	manyGroups = 4 // of which a larger tile leaves enough
)

// Units is the number of compute units of a device. Where the driver tells none,
// it is that of a small device of its type, which costs a large device less than
// the other way round.
func Units(caps vk.Caps) int {
	switch {
	case caps.ComputeUnits > 0:
		return caps.ComputeUnits
	case caps.Type == vk.Discrete:
		return 32
	}
	return 8
}

// Limits on the parts that a product's terms are cut into.
const (
	leastTerms    = 256     // of a part, which make it worth its partial sums
	mostTerms     = 1 << 14 // of a slice of a weight's gradient, since rounding errors grow with them
	mostSumsParts = 8       // of a forward convolution, whose partial sums are as large as y each
)

// parts is the number of parts that a product's terms are cut into. A weight's
// gradient has few results and many terms, so it is cut until the device is busy. A
// forward convolution is cut only where its tiles are few.
func (t Tile) parts(caps vk.Caps, c computed) int {
	p := productOf(c)
	tiles := t.in(p)
	want, most := busyGroups*Units(caps), min(mostSumsParts, p.terms/leastTerms)
	switch {
	case c.Pass == BackwardWeight:
		want = max(evenGroups*Units(caps), tiles*ceilDiv(p.terms, mostTerms))
		most = min(p.terms/leastTerms, partFloats/(p.rows*p.columns))
	case tiles >= want:
		return 1
	}
	return max(1, min(ceilDiv(want, tiles), most))
}

// split cuts the terms into whole steps. It follows from the device and the shape
// alone, so the same device always adds in the same order.
func (t Tile) split(caps vk.Caps, c computed) Split {
	terms := productOf(c).terms
	size := t.Step() * ceilDiv(terms, t.Step()*t.parts(caps, c))
	return Split{size, ceilDiv(terms, size)}
}

// pays chooses the tile by the number of groups that it makes: the larger a tile,
// the less its group loads for what it multiplies, but the device's units must all
// have work. The tiles are asked from the largest to the smallest.
func (t Tile) pays(caps vk.Caps, c computed) bool {
	p := productOf(c)
	groups := t.in(p)
	switch {
	case t == smallestTile:
		return min(p.rows, p.columns) >= t.Rows/2
	case !t.filled(p):
		return false
	case t.Rows*t.Columns <= 64*64:
		return groups*t.parts(caps, c) >= Units(caps)
	case c.Pass == BackwardWeight:
		groups *= t.parts(caps, c)
	}
	return groups >= busyGroups*Units(caps) // of a forward convolution without parts: a smaller tile does without partial sums
}

// tried leaves out the tiles that are mostly empty, that leave most units without
// work or that are smaller than they need be.
func (t Tile) tried(caps vk.Caps, c computed) bool {
	p := productOf(c)
	groups := t.in(p)
	return t != smallestTile && t.filled(p) && 2*groups*t.parts(caps, c) >= Units(caps) && groups <= manyGroups*Units(caps)
}

// tiles are those of the Tiled kernels, the largest first.
var tiles = []Tile{{128, 128, 256}, {64, 128, 128}, {128, 64, 128}, {64, 64, 64}}

// winogradTile is the largest tile that leaves no unit without work, for the products
// of one chunk of Winograd's transforms.
func winogradTile(caps vk.Caps, c computed) Tile {
	th, tw := c.WinogradTiles()
	p := product{byChunks(caps, c).Size * th * tw, c.O, WinogradPositions, c.C}
	if c.Pass == BackwardWeight {
		p = product{c.C, c.O, WinogradPositions, p.rows}
	}
	for _, t := range tiles {
		if t.runs(caps) && t.filled(p) && t.in(p) >= busyGroups*Units(caps) {
			return t
		}
	}
	return smallestTile
}
