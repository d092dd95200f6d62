package tensor

import (
	"autogan/shaders"
	"autogan/vk"
	"autogan/vk/tensor/convplan"
)

// multiply computes m [36, tiles, O] from v [36, tiles, C] and u [36, C, O].
func (w winograd) multiply(s *vk.Stream, v, u Tensor) Tensor {
	tiles := v.Dim(1)
	m := Temp(s, convplan.WinogradPositions, tiles, w.O)
	switch w.plan.Kernel {
	case convplan.WinogradSubgroup8:
		lanes8Product{positions: convplan.WinogradPositions, x: v, weight: u}.launch(s, m, w.plan.Tile)
	case convplan.WinogradTiled:
		k := product1x1(tiles, w.C, w.O)
		k.launchTiled(s, v, u, Tensor{}, m, w.tiled(convplan.Split{Size: w.C, Parts: 1}), convplan.WinogradPositions)
	default:
		s.Kernel(shaders.Conv2DWinogradProductVec4).Products(v.NumElements() * w.O).Read(v.Buffer).Read(u.Buffer).Write(m.Buffer).
			Int(tiles).Int(w.C / 4).Int(w.O / 4).Run1D(convplan.WinogradPositions * w.plan.Tile.Threads(tiles, w.O))
	}
	return m
}

// outer computes the products of a chunk, [36, C, O], from v [36, tiles, C] and z [36,
// tiles, O]: the positions are slices of a sum over all tiles.
func (w winograd) outer(s *vk.Stream, v, z, products Tensor) {
	positions := convplan.Split{Size: v.Dim(1), Parts: convplan.WinogradPositions}
	switch w.plan.Kernel {
	case convplan.WinogradSubgroup8:
		lanes8Outer{x: v, gradY: z, split: positions}.launch(s, products, w.plan.Tile)
	case convplan.WinogradTiled:
		k := product1x1(v.Dim(1), w.C, w.O)
		k.N = positions.Parts
		k.launchBackwardWeight(s, v, z, products, w.tiled(positions))
	default:
		s.Kernel(shaders.Conv2DWinogradOuterVec4).Products(v.NumElements() * w.O).Read(v.Buffer).Read(z.Buffer).Write(products.Buffer).
			Int(v.Dim(1)).Int(w.C / 4).Int(w.O / 4).Run1D(convplan.WinogradPositions * w.plan.Tile.Threads(w.C, w.O))
	}
}

// tiled is the plan of a product in shared memory.
func (w winograd) tiled(split convplan.Split) convplan.Plan {
	return convplan.Plan{Kernel: convplan.Tiled64x64, Tile: w.plan.Tile, Split: split}
}
