package convplan

import "autogan/vk"

// tiler makes the tile of a kernel that depends on the device.
type tiler func(caps vk.Caps, c computed) Tile

// Sizes of the kernels on matrix units; shaders/include/matrices.glsl has the same numbers.
const (
	matrixSubgroups = 4
	matrixRows      = 2         // fragments of results that a subgroup holds, one below the other
	matrixColumns   = 4         // and side by side
	matrixShared    = 20 * 1024 // bytes of shared memory that suffice for the tiles of every product
)

// matrixTile puts two subgroups of a group side by side and two below, or all four
// below each other where the columns of two would be empty.
func matrixTile(caps vk.Caps, c computed) Tile {
	m := caps.Matrix
	across := 2
	if c.O <= matrixColumns*m.N {
		across = 1
	}
	return Tile{
		Rows:    matrixSubgroups / across * matrixRows * m.M,
		Columns: across * matrixColumns * m.N,
		Group:   matrixSubgroups * m.Lanes,
	}
}

// SubgroupsAcross is the number of subgroups that are side by side in a tile of
// Matrix.
func (t Tile) SubgroupsAcross(m vk.Matrix) int { return t.Columns / (matrixColumns * m.N) }

// nominalTile is the side of a tile, for decisions that must not depend on the
// device's products.
const nominalTile = 64

// fillsMatrixTile holds if at least half of a tile's rows and columns exist.
func fillsMatrixTile(_ vk.Caps, c computed) bool {
	rows := c.Pixels()
	if c.Pass == BackwardWeight {
		rows = c.Taps() * c.C
	}
	return min(rows, c.O) >= nominalTile/2
}

// matrixWeightTiles is the number of tiles of a weight, whose rows are taps and
// input channels.
func matrixWeightTiles(c computed) int {
	return ceilDiv(c.Taps()*c.C, nominalTile) * ceilDiv(c.O, nominalTile)
}
