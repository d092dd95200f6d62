package tensor

import (
	"autogan/shaders"
	"autogan/vk"
	"autogan/vk/tensor/convplan"
)

// The kernels of this file multiply matrices on subgroups of eight lanes. Their rows
// are the pixels of a 1×1 convolution, or Winograd's tiles.

// lanes8Product is y = x·weight + bias of matrices [rows, C] and [C, O], for each of so
// many positions, which lie one after the other in memory.
type lanes8Product struct {
	positions              int
	x, weight, bias, added Tensor // bias and added may be none
	relu                   bool   // multiply max(x, 0)
}

// launch writes y, whose positions are like x's.
func (p lanes8Product) launch(s *vk.Stream, y Tensor, tile convplan.Tile) {
	c, o := p.x.Dim(-1), y.Dim(-1)
	rows := p.x.NumElements() / c / p.positions
	l := s.Kernel(shaders.Conv2DProductSubgroup8).
		Spec(quadsAtATime(c/4), uint32(p.positions), specBool(!p.bias.None()), float16Mask(p.x, p.weight, p.bias, y), specBool(p.relu), specBool(!p.added.None())).
		Products(p.x.NumElements() * o).Read(p.x.Buffer).Read(p.weight.Buffer)
	readOrNull(readOrNull(l, p.bias).Write(y.Buffer), p.added).
		Int(rows).Int(c / 4).Int(o / 4).Run1D(p.positions * tile.Threads(rows, o))
}

// quadsAtATime is how many of these vec4s of input channels the kernel handles at a time:
// all, or a whole or half a load of weights, so that the last load is not mostly empty.
func quadsAtATime(quads int) uint32 {
	const most = convplan.PointwiseChannels / 4
	switch rest := quads % most; {
	case quads <= most:
		return uint32(quads)
	case rest == 0 || rest > most/2:
		return most
	}
	return most / 2
}

// lanes8Outer is xᵀ·gradY of matrices [rows, C] and [rows, O], summed over each slice of
// rows.
type lanes8Outer struct {
	x, gradY Tensor
	relu     bool // multiply max(x, 0)
	split    convplan.Split
}

// launch writes the slices' sums [slices, C, O].
func (p lanes8Outer) launch(s *vk.Stream, sums Tensor, tile convplan.Tile) {
	c, o := p.x.Dim(-1), p.gradY.Dim(-1)
	s.Kernel(shaders.Conv2DOuterSubgroup8).Spec(float16Mask(p.x, p.gradY), specBool(p.relu)).Products(p.x.NumElements() * o).
		Read(p.x.Buffer).Read(p.gradY.Buffer).Write(sums.Buffer).
		Int(p.x.NumElements() / c).Int(c / 4).Int(o / 4).Int(p.split.Size).Int(p.split.Parts).Run1D(p.split.Parts * tile.Threads(c, o))
}
