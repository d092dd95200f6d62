package arch

import "fmt"

// Cell is the set of decisions for one cell of [AutoGAN]. Both of its
// convolution blocks share them.
type Cell struct {
	ConvOrder   ConvOrder
	Norm        Norm
	Upsampling  Upsampling
	Shortcut    bool  // add the upsampled input of the cell to its output
	SkipSources []int // cells whose first half feeds this one, oldest first
}

// CellOf decodes the tokens of a cell of [AutoGAN], counted from 0. It panics
// if there are fewer tokens than decisions.
func CellOf(cell int, tokens []int) Cell {
	c := Cell{ConvOrder: ConvOrder(tokens[0]), Norm: Norm(tokens[1]), Upsampling: Upsampling(tokens[2]), Shortcut: tokens[3] == 1}
	if cell > 0 {
		c.SkipSources = skipSources(cell, tokens[4])
	}
	return c
}

// wire builds a cell (paper, section 3.1), as the reference code does: a
// block that doubles the size, the skip-ins, a second block, the shortcut.
func (c Cell) wire(b Builder, cell int, x Value, skips []Value) Ends {
	half := b.Share(c.block(b, x, 1))
	joined := half
	for _, source := range c.SkipSources {
		joined = b.Add(joined, c.skip(b, skips[source], source, cell-source))
	}
	out := c.block(b, joined, 2)
	if c.Shortcut {
		out = b.Add(out, b.Conv(c.double(b, x, "shortcut.deconv"), "shortcut.conv", 1))
	}
	return Ends{Half: half, Joined: joined, Out: out}
}

// block is half 1 or 2 of the cell. In pre-activation order the upsampling
// comes after norm and ReLU. The two orders share no layers.
func (c Cell) block(b Builder, x Value, half int) Value {
	pre := c.ConvOrder == PreActivation
	name := fmt.Sprintf("post.block%d.", half)
	if pre {
		name = fmt.Sprintf("pre.block%d.", half)
		x = b.ReLU(b.Norm(x, name+"norm", c.Norm))
	}
	if half == 1 {
		x = c.double(b, x, name+"deconv")
	}
	x = b.Conv(x, name+"conv", 3)
	if pre {
		return x
	}
	return b.ReLU(b.Norm(x, name+"norm", c.Norm))
}

// double doubles height and width; deconv names the layer if that is a
// transposed convolution.
func (c Cell) double(b Builder, x Value, deconv string) Value {
	if c.Upsampling == Deconvolution {
		return b.Deconv(x, deconv)
	}
	return b.Upsample(x, c.Upsampling, 2)
}

// skip enlarges what an earlier cell provides to the size of this cell and
// convolves it. Interpolation enlarges in one step, and all methods of it share
// a convolution. Transposed convolutions double: a distance of two cells takes
// a pair, which shares no weights with the single one.
func (c Cell) skip(b Builder, x Value, source, distance int) Value {
	switch {
	case c.Upsampling != Deconvolution:
		x = b.Upsample(x, c.Upsampling, 1<<distance)
	case distance == 1:
		x = b.Deconv(x, "skip.deconv2x")
	default:
		x = b.Deconv(b.Deconv(x, "skip.deconv4x.0"), "skip.deconv4x.1")
	}
	return b.Conv(x, fmt.Sprintf("skip.conv%d", source+1), 1)
}
