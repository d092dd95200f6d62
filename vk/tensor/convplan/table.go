package convplan

import (
	"fmt"

	"autogan/vk"
)

// class says which devices share a choice, as a set.
type class uint8

const (
	gpu      class = 1 << iota
	cpu8           // a CPU with subgroups of eight lanes, such as lavapipe with AVX2
	cpuOther       // any other, with four lanes such as SwiftShader, or sixteen such as lavapipe with AVX-512

	anyDevice = gpu | cpu8 | cpuOther
)

func classOf(caps vk.Caps) class {
	switch {
	case caps.Type != vk.CPU:
		return gpu
	case caps.SubgroupSize == 8:
		return cpu8
	}
	return cpuOther
}

// computed is the convolution that a kernel computes: the pass's own, or the
// forward convolution that gives x's gradient.
type computed struct {
	Shape
	spread  int  // the results of spread² kernels interleave; 1 except in transposed convolutions
	float32 bool // an operand is float32, see Problem
}

// rule says on which devices something holds, and for which convolutions.
type rule struct {
	on   class
	when func(vk.Caps, computed) bool // nil holds for all
}

func (r rule) holds(caps vk.Caps, c computed) bool {
	return r.on&classOf(caps) != 0 && (r.when == nil || r.when(caps, c))
}

// row describes a kernel.
type row struct {
	kernel    Kernel
	lanes     int                 // the subgroup size it needs; 0 takes any
	matrices  bool                // it needs matrix units
	fits      func(computed) bool // whether it computes this at all
	otherwise Kernel              // runs instead if this one is asked for and does not fit
	pays      rule                // where Auto takes it, if no row above does
	tried     rule                // where timing it may be worth while
	fuses     Steps               // what it can fuse, in float32
	fusesHalf Steps               // and in float16
	quads     bool                // it works on channels in fours
	forward   Tile                // of a forward convolution
	weight    Tile                // of the gradient of a weight
	tile      tiler               // in place of both, where they depend on the device
	split     splitter
}

// table has the kernels in the order in which Auto prefers them.
var table = []row{
	{kernel: Im2col, fits: fitsIm2col, otherwise: Auto, pays: rule{cpu8, fewChannels}},
	{
		kernel: WinogradSubgroup8, lanes: 8, fits: fitsWinograd, otherwise: Subgroup8, quads: true,
		pays: rule{cpu8, channels(16)}, tried: rule{cpu8, channels(32)},
		fuses: allSteps, fusesHalf: allSteps,
		forward: Tile{64, 32, 8}, weight: Tile{32, 32, 8}, split: byChunks,
	},
	{
		kernel: WinogradVec4, fits: fitsWinograd, otherwise: Vec4, quads: true,
		pays:  rule{cpuOther, channels(16)},
		fuses: allSteps, fusesHalf: allSteps,
		forward: Tile{4, 4, 1}, weight: Tile{4, 4, 1}, split: byChunks,
	},
	{
		kernel: WinogradTiled, fits: fitsWinograd, otherwise: Auto, quads: true,
		tried: rule{gpu, wideFloat32},
		fuses: allSteps, fusesHalf: allSteps,
		tile: winogradTile, split: byChunks,
	},
	{
		kernel: Matrix, matrices: true, fits: fitsMatrix, otherwise: Auto, quads: true,
		pays: rule{gpu, fillsMatrixTile}, tried: rule{on: gpu},
		fusesHalf: allSteps,
		tile:      matrixTile, split: bySlices(matrixWeightTiles),
	},
	tiled(Tiled128x128, tiles[0]),
	tiled(Tiled64x128, tiles[1]),
	tiled(Tiled128x64, tiles[2]),
	tiled(Tiled64x64, tiles[3]),
	tiled(Tiled32x32, smallestTile),
	{
		kernel: Pointwise, lanes: 8, fits: fitsPointwise, otherwise: Subgroup8, quads: true,
		pays: rule{anyDevice, fillsSubgroup}, tried: rule{on: cpu8},
		fuses:   ReLU | Add,
		forward: Tile{64, 32, 8}, weight: Tile{32, 32, 8}, split: bySlices(weightTiles),
	},
	{
		kernel: Subgroup8, lanes: 8, fits: fitsDirect, otherwise: Vec4, quads: true,
		pays: rule{anyDevice, fillsSubgroup}, tried: rule{on: cpu8},
		fuses:   ReLU | Add,
		forward: Tile{16, 32, 8}, weight: Tile{16, 32, 8}, split: bySlices(weightTiles),
	},
	{
		kernel: Vec4, fits: fitsDirect, otherwise: Scalar, quads: true,
		pays: rule{on: anyDevice}, tried: rule{on: gpu | cpu8},
		forward: Tile{4, 4, 1}, weight: Tile{4, 4, 1}, split: bySlices(weightTiles),
	},
	{
		kernel: Scalar, fits: func(computed) bool { return true }, pays: rule{on: anyDevice},
		forward: Tile{1, 1, 1}, weight: Tile{1, 1, 1}, split: bySlices(weightTiles),
	},
}

// fitsDirect excludes gradients of x that are not a forward convolution.
func fitsDirect(c computed) bool { return c.Pass != BackwardInput }

// fitsMatrix limits to operands of 16 bits, which nothing is rounded to for it.
func fitsMatrix(c computed) bool { return fitsDirect(c) && c.halfOperands() && !c.float32 }

// fitsWinograd limits to what F(4×4, 3×3) computes.
func fitsWinograd(c computed) bool {
	return fitsDirect(c) && c.KH == 3 && c.KW == 3 && c.Stride == 1 && c.spread == 1
}

// PointwiseChannels is the number of input channels of which Pointwise keeps the
// weights for an output channel: they stay in registers and the nearest cache.
const PointwiseChannels = 64

// fitsPointwise limits to products of matrices. Sums over more channels than weights
// are kept for go through y, and are not rounded to 16 bits on their way.
func fitsPointwise(c computed) bool {
	plain := c.Taps() == 1 && c.Stride == 1 && c.spread == 1 && c.PaddingH == 0 && c.PaddingW == 0
	return fitsDirect(c) && plain && (c.Pass == BackwardWeight || !c.Half || c.C <= PointwiseChannels)
}

// fitsIm2col excludes strides above one where the taps are y's.
func fitsIm2col(c computed) bool {
	return fitsDirect(c) && c.spread == 1 && (c.Stride == 1 || c.Im2colOfX())
}

// channels holds if both sides have at least this many channels. With fewer,
// Winograd's transforms take as long as the products that they save.
func channels(least int) func(vk.Caps, computed) bool {
	return func(_ vk.Caps, c computed) bool { return min(c.C, c.O) >= least }
}

// wideFloat32 leaves float16 to matrix units, and to kernels that share what they load.
func wideFloat32(caps vk.Caps, c computed) bool { return !c.Half && channels(32)(caps, c) }

// fewChannels holds if one side has at most a vec4 of channels, which leaves
// most lanes of a direct kernel empty, and the other side has enough to fill
// lanes.
func fewChannels(_ vk.Caps, c computed) bool {
	return c.Taps() > 1 && min(c.C, c.O) <= 4 && max(c.C, c.O) >= 16
}

// fillsSubgroup holds if at least half of a subgroup's 32 channels exist.
func fillsSubgroup(_ vk.Caps, c computed) bool { return c.O >= 16 && (c.Pass == Forward || c.C > 4) }

// runs reports whether the kernel computes this on the device.
func (r row) runs(caps vk.Caps, c computed) bool {
	return r.fits(c) && r.missing(caps, c.BFloat16) == ""
}

// missing says what a device lacks of what the kernel needs, also for bfloat16, or "".
func (r row) missing(caps vk.Caps, bfloat16 bool) string {
	switch {
	case r.lanes != 0 && r.lanes != caps.FixedLanes():
		return fmt.Sprintf("needs subgroups of %d lanes, the device's have %d", r.lanes, caps.FixedLanes())
	case r.matrices && (caps.Matrix == vk.Matrix{} || caps.SharedMemory < matrixShared):
		return "needs matrix units for float16, the device has none that can be used"
	case r.matrices && bfloat16 && !caps.Matrix.BFloat16:
		return "needs matrix units for bfloat16, the device's take float16 alone"
	case r.kernel.Tiled() && !r.forward.runs(caps):
		return fmt.Sprintf("needs groups of %d threads with %d bytes of shared memory, the device has %d with %d",
			r.forward.Group, r.forward.sharedBytes(), caps.MaxInvocations, caps.SharedMemory)
	}
	return ""
}

// can is what the kernel fuses into this convolution if the result's channels
// are a multiple of four. Winograd's tiles can repeat pixels only for a padding
// of one.
func (r row) can(c computed) Steps {
	can := r.fuses
	if c.Half {
		can = r.fusesHalf
	}
	if r.kernel.Winograd() && (c.PaddingH != 1 || c.PaddingW != 1) {
		can &^= Enlarge
	}
	return can
}

// rowOf is the row of a kernel that is not Auto.
func rowOf(k Kernel) row {
	for _, r := range table {
		if r.kernel == k {
			return r
		}
	}
	panic("convplan: kernel " + k.String() + " has no row")
}

// choose is the row of the kernel that runs: the one asked for, or what
// replaces it.
func choose(caps vk.Caps, c computed, asked Kernel) row {
	for asked != Auto {
		r := rowOf(asked)
		if r.runs(caps, c) {
			return r
		}
		asked = r.otherwise
	}
	for _, r := range table {
		if r.runs(caps, c) && r.pays.holds(caps, c) {
			return r
		}
	}
	panic("convplan: no kernel computes " + c.String()) // the last row computes all
}
