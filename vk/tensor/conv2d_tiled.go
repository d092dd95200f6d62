package tensor

import (
	"autogan/shaders"
	"autogan/vk"
)

// Tiles of TiledKernel; shaders/include/tiles.glsl has the same numbers. Their
// 8.5 KiB of shared memory and 128 threads are within what every device offers.
const (
	tileSide    = 64  // rows and columns
	tileThreads = 128 // a tile
)

// fillsTiles reports whether a product of so many rows and columns uses at
// least half of a tile.
func fillsTiles(rows, columns int) bool { return rows >= tileSide/2 && columns >= tileSide/2 }

// forwardTiled launches y [n, spread·oh, spread·ow, o] of operands with channels in fours.
func (k convolution) forwardTiled(s *vk.Stream, x, weight, bias, y Tensor) {
	tiles := k.spread * k.spread * ceilDiv(k.n*k.oh*k.ow, tileSide) * ceilDiv(k.o, tileSide)
	l := s.Kernel(shaders.Conv2DForwardTiled).Spec(append(k.spec(bias), uint32(k.spread), halves(x, weight, bias, y))...).
		Read(x.Buffer).Read(weight.Buffer)
	readOrNull(l, bias).Write(y.Buffer)
	k.sizes(l, 4).Run1D(tileThreads * tiles)
}

// backwardWeightTiled launches the sums of slices [slices, kh·kw, c, o] of
// operands with channels in fours.
func (k convolution) backwardWeightTiled(s *vk.Stream, x, gradY Tensor) (partial Tensor, slices int) {
	tiles := ceilDiv(k.kh*k.kw*k.c, tileSide) * ceilDiv(k.o, tileSide)
	slice, slices := k.slices(tiles)
	partial = Temp(s, slices, k.kh*k.kw, k.c, k.o)
	l := s.Kernel(shaders.Conv2DBackwardWeightTiled).Spec(append(k.spec(Tensor{})[:5], halves(x, gradY))...).
		Read(x.Buffer).Read(gradY.Buffer).Write(partial.Buffer)
	k.sizes(l, 4).Int(slice).Int(slices).Run1D(tileThreads * slices * tiles)
	return partial, slices
}
