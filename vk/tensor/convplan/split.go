package convplan

import "autogan/vk"

// Tile is what a group of threads computes together: rows are pixels, Winograd's
// tiles or the weight's input channels; columns are output channels.
type Tile struct{ Rows, Columns, Group int }

// Threads is the number of threads for this many rows and columns.
func (t Tile) Threads(rows, columns int) int {
	return t.Group * ceilDiv(rows, t.Rows) * ceilDiv(columns, t.Columns)
}

// Split says in which parts a pass is computed. The gradient of a weight is the
// sum over slices of y's pixels, which run side by side; on Tiled kernels a
// forward convolution may be the sum over parts of its terms. Winograd's kernels
// hold the transforms of one chunk of images at a time. The zero Split is no split.
type Split struct {
	Size  int // pixels of a slice, terms of a part, images of a chunk
	Parts int
}

// splitter makes the split of a convolution with the channels that the kernel
// takes.
type splitter func(caps vk.Caps, c computed) Split

// Limits on the slices of a weight's gradient.
const (
	wantTiles   = 1024    // tiles times slices that keep a device busy
	cacheFloats = 1 << 18 // of x and y's gradient in a slice, which every tile reads again
	leastPixels = 64      // that make a slice worth its partial sum
	partFloats  = 1 << 24 // of all partial sums
)

// bySlices splits the pixels of y for a weight's gradient; tiles counts the
// tiles of the weight. It looks at the shape alone, so the same shape always
// gives the same bits.
func bySlices(tiles func(computed) int) splitter {
	return func(_ vk.Caps, c computed) Split {
		if c.Pass != BackwardWeight {
			return Split{}
		}
		pixels := c.Pixels()
		slices := max(wantTiles/tiles(c), ceilDiv(pixels*(c.C+c.O), cacheFloats))
		slices = max(1, min(slices, pixels/leastPixels, partFloats/(c.Taps()*c.C*c.O)))
		size := 8 * ceilDiv(pixels, 8*slices)
		return Split{size, ceilDiv(pixels, size)}
	}
}

// weightTiles is the number of 16×32 tiles in a weight.
func weightTiles(c computed) int { return c.Taps() * ceilDiv(c.C, 16) * ceilDiv(c.O, 32) }

// Sizes of Winograd's F(4×4, 3×3); shaders/include/winograd.glsl has the same numbers.
const (
	winogradSide      = 4  // pixels of y along an axis of a tile
	WinogradPositions = 36 // of a tile's transform: 6×6 pixels of x see a tile
)

// WinogradTiles is the number of Winograd's tiles along the axes of an image of y.
func (c Shape) WinogradTiles() (th, tw int) {
	return ceilDiv(c.OH(), winogradSide), ceilDiv(c.OW(), winogradSide)
}

// How many floats of transforms are in memory at a time: few enough for a CPU's
// caches, or many enough for a GPU's threads.
const (
	winogradCacheFloats = 1 << 22
	winogradFloats      = 1 << 25
)

// byChunks splits the images for Winograd's kernels into the fewest chunks
// whose transforms fit into memory and, for a weight's gradient, their
// products.
func byChunks(caps vk.Caps, c computed) Split {
	floats := winogradFloats
	if caps.Type == vk.CPU {
		floats = winogradCacheFloats
	}
	th, tw := c.WinogradTiles()
	images := chunkImages(c.N, floats/(WinogradPositions*th*tw*(c.C+c.O)))
	if c.Pass == BackwardWeight {
		most := max(1, partFloats/(WinogradPositions*c.C*c.O)) // chunks whose products fit
		images = max(images, ceilDiv(c.N, most))
	}
	return Split{images, ceilDiv(c.N, images)}
}

// chunkImages splits n images into the fewest chunks of at most max(most, 1)
// images, and returns the size of a chunk.
func chunkImages(n, most int) int { return ceilDiv(n, ceilDiv(n, max(most, 1))) }
