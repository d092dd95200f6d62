package convplan

import (
	"slices"

	"autogan/vk"
)

// Problem is a convolution to plan.
type Problem struct {
	Shape
	Float32 bool   // an operand of the products is stored as float32, although Shape.Half allows 16 bits
	Wanted  Steps  // around it
	Asked   Kernel // the kernel to run on; another one runs if it does not fit
}

// Plan is how a convolution runs.
type Plan struct {
	Kernel Kernel // never Auto
	// Computed is the convolution that the kernel computes: the pass's own or,
	// for x's gradient, a forward convolution of y's gradient. It is then
	// Shape.Flipped or, with a Spread above 1, a 1×1 convolution to the pixels of
	// a patch. Only Scalar computes x's gradient by its definition.
	Computed Shape
	Spread   int
	Channels [2]int // C and O as the kernel takes them: those of Computed, or filled up to fours
	Tile     Tile
	Split    Split
	Can      Steps // what the kernel can fuse; the epilogue's only if O is a multiple of four
	Prologue Steps // wanted, done before by kernels of their own
	Fused    Steps // wanted, done by the kernel
	Epilogue Steps // wanted, done after by kernels of their own
}

// Of plans a convolution on a device with these capabilities.
func Of(caps vk.Caps, p Problem) Plan {
	c := p.computed()
	r := choose(caps, c, p.Asked)
	can := r.can(c)
	fused := p.Wanted.fusedBy(can)
	if c.O%4 != 0 { // masks and shortcuts are not padded as the result is
		fused &= prologue
	}
	plan := Plan{
		Kernel: r.kernel, Computed: c.Shape, Spread: c.spread, Tile: r.forward,
		Can: can, Prologue: p.Wanted & prologue &^ fused, Fused: fused, Epilogue: p.Wanted & epilogue &^ fused,
	}
	if c.Pass == BackwardWeight {
		plan.Tile = r.weight
	}
	if r.tile != nil {
		plan.Tile = r.tile(caps, c)
	}
	if r.quads {
		c.Shape = c.Padded()
	}
	plan.Channels = [2]int{c.C, c.O}
	if r.split != nil {
		plan.Split = r.split(caps, c)
	}
	return plan
}

// computed is what a kernel computes for the problem. The gradient of x is
// computed by its definition if Scalar is asked for or the stride leaves gaps.
func (p Problem) computed() computed {
	c := computed{Shape: p.Shape, spread: 1, float32: p.Float32}
	switch {
	case p.Pass != BackwardInput || p.Asked == Scalar:
	case p.flips():
		c.Shape = p.Flipped()
	case p.hasPatches():
		c.Shape, c.spread = p.Flipped(), p.Stride
		c.KH, c.KW, c.PaddingH, c.PaddingW = 1, 1, 0, 0
	}
	return c
}

// Padded is Computed with the channels that the kernel takes.
func (p Plan) Padded() Shape {
	c := p.Computed
	c.C, c.O = p.Channels[0], p.Channels[1]
	return c
}

// Candidates lists the kernels that are worth timing for a shape on a device,
// Auto first.
func Candidates(caps vk.Caps, shape Shape) []Kernel {
	c := Problem{Shape: shape}.computed()
	list := []Kernel{Auto}
	for _, r := range slices.Backward(table) {
		if r.runs(caps, c) && r.tried.holds(caps, c) {
			list = append(list, r.kernel)
		}
	}
	return list
}

// Kernels lists the kernels that a device runs, the plain one first.
func Kernels(caps vk.Caps) []Kernel {
	var list []Kernel
	for _, r := range slices.Backward(table) {
		if r.missing(caps, false) == "" {
			list = append(list, r.kernel)
		}
	}
	return list
}

// Missing says what a device lacks of what the kernel needs, or "".
func (k Kernel) Missing(caps vk.Caps) string { return k.MissingFor(caps, false) }

// MissingFor is Missing for operands of bfloat16 or, without it, of those types
// that the kernel always takes.
func (k Kernel) MissingFor(caps vk.Caps, bfloat16 bool) string {
	if k == Auto {
		return ""
	}
	return rowOf(k).missing(caps, bfloat16)
}
