package gan

import (
	"fmt"

	"autogan/layers"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// SkipTap says what of a cell's first half its skip-out carries to later cells.
type SkipTap uint8

const (
	// TapBeforeSkips carries the first half alone, as the paper's figure 3 draws it.
	TapBeforeSkips SkipTap = iota
	// TapAfterSkips carries it with the cell's own skip-ins already added, an
	// effect of in-place addition in the reference code.
	TapAfterSkips
)

// Generator maps latent vectors z [N, Latent] to images [N, S, S, 3] in [-1, 1]
// (paper, section 3.1). It holds either the layers of one architecture or, as
// a supernet, those of all.
type Generator struct {
	network
	config GeneratorConfig
	tap    SkipTap
	arch   Arch // nil for a supernet
}

// NewGenerator makes the generator of one architecture, initialised from seed.
func NewGenerator(s *vk.Stream, arch Arch, c GeneratorConfig, tap SkipTap, seed uint64) (*Generator, error) {
	return newGenerator(s, GeneratorPlan(arch, c), arch, c, tap, seed)
}

// NewSuperGenerator makes the weight-sharing generator: every architecture of
// the space, of one to three cells, is a path through it.
func NewSuperGenerator(s *vk.Stream, c GeneratorConfig, tap SkipTap, seed uint64) (*Generator, error) {
	return newGenerator(s, SupernetPlan(c), nil, c, tap, seed)
}

func newGenerator(s *vk.Stream, plan Plan, arch Arch, c GeneratorConfig, tap SkipTap, seed uint64) (*Generator, error) {
	g := &Generator{network: newNetwork(layers.NewRegistry(s, seed), plan, layers.XavierUniform), config: c, tap: tap, arch: arch}
	if err := g.Err(); err != nil {
		g.Release()
		return nil, fmt.Errorf("gan: generator of width %d: %w", c.Channels, err)
	}
	return g, nil
}

// Config is the generator's geometry.
func (g *Generator) Config() GeneratorConfig { return g.config }

// Forward generates the images of z [N, Latent] with the given architecture;
// their size is that after its last cell. It panics when the generator was
// made for another architecture.
func (g *Generator) Forward(z *autograd.Var, arch Arch, mode layers.Mode) *autograd.Var {
	if g.arch != nil && !g.arch.Equal(arch) {
		panic(fmt.Sprintf("gan: generator: got architecture %v, it was made for %v", arch, g.arch))
	}
	n, width := z.Shape()[0], g.config.BottomWidth
	x := autograd.Stored(autograd.Reshape(g.linear["linear"].Forward(z), n, width, width, g.config.Channels))
	var skips []*autograd.Var
	for i := range arch {
		skip, out := g.cell(x, skips, arch, i, mode)
		skips = append(skips, skip)
		x = out
	}
	x = autograd.ReLU(g.norm["rgb.norm"].Forward(x, mode))
	return autograd.Tanh(g.conv["rgb.conv"].Forward(x))
}

// cell runs cell i on x and returns what it hands to later cells' skip-ins and
// its output (paper, figure 1; reference code, Cell).
func (g *Generator) cell(x *autograd.Var, skips []*autograd.Var, arch Arch, i int, mode layers.Mode) (skip, out *autograd.Var) {
	c := cellRun{generator: g, cell: arch[i], plan: g.config.cellAt(i), mode: mode}
	h := c.block(x, 1)
	skip = h
	for _, source := range arch.SkipSources(i) {
		distance := i - source
		h = c.join(h, skips[source], 1<<distance, c.plan.skipConv(source).Name, c.plan.skipDeconvs(distance).names()...)
	}
	if g.tap == TapAfterSkips {
		skip = h
	}
	out = c.block(h, 2)
	if !arch[i].Shortcut {
		return skip, out
	}
	return skip, c.join(out, x, 2, c.plan.prefix+"shortcut.conv", c.plan.prefix+"shortcut.deconv")
}

// cellRun is one cell of one forward pass.
type cellRun struct {
	generator *Generator
	cell      Cell
	plan      cellPlan
	mode      layers.Mode
}

// block is half 1 or 2 of the cell; the first half doubles the size. In
// pre-activation order the upsampling comes after norm and ReLU.
func (c cellRun) block(x *autograd.Var, half int) *autograd.Var {
	name := c.plan.prefix + blockName(c.cell.ConvOrder, half)
	pre := c.cell.ConvOrder == PreActivation
	f := layers.Fusion{ReLU: pre, Upsample: half == 1 && c.cell.Upsampling == Nearest}
	if pre {
		x = c.norm(x, name)
	}
	if half == 1 && !f.Upsample {
		if pre {
			x, f.ReLU = autograd.ReLU(x), false
		}
		x = c.upsample(x, name+"deconv")
	}
	x = c.generator.conv[name+"conv"].ForwardFused(nil, x, f)
	if pre {
		return x
	}
	return autograd.ReLU(c.norm(x, name))
}

func (c cellRun) norm(x *autograd.Var, block string) *autograd.Var {
	switch c.cell.Norm {
	case BatchNorm:
		return c.generator.norm[block+"norm"].Forward(x, c.mode)
	case InstanceNorm:
		return layers.InstanceNorm2D(x)
	}
	return x
}

// upsample doubles height and width; deconv names the layer of that method.
func (c cellRun) upsample(x *autograd.Var, deconv string) *autograd.Var {
	if c.cell.Upsampling == Deconvolution {
		return c.generator.deconv[deconv].Forward(x)
	}
	return c.interpolate(x, 2, nil)
}

// join adds to h a shortcut or skip from x, enlarged by the factor, at once or
// by transposed convolutions one after the other, and convolved.
func (c cellRun) join(h, x *autograd.Var, factor int, conv string, deconvs ...string) *autograd.Var {
	l := c.generator.conv[conv]
	if c.cell.Upsampling != Deconvolution {
		return c.interpolate(l.Forward(x), factor, h)
	}
	for _, name := range deconvs {
		x = c.generator.deconv[name].Forward(x)
	}
	return l.ForwardFused(nil, x, layers.Fusion{Add: h})
}

// interpolate enlarges x and adds h, which may be nil. The method has the 1×1
// convolutions of shortcuts and skips behind it. They commute, since the shares
// of an interpolated pixel sum to one, so we take them in front, where there is
// a quarter or a sixteenth of the pixels.
func (c cellRun) interpolate(x *autograd.Var, factor int, h *autograd.Var) *autograd.Var {
	if c.cell.Upsampling == Nearest {
		return autograd.UpsampleNearest2DAdd(x, h, factor)
	}
	return autograd.UpsampleBilinear2DAdd(x, h, factor)
}

// Sample generates images of z [N, Latent] outside any training.
func (g *Generator) Sample(s *vk.Stream, z tensor.Tensor, arch Arch, mode layers.Mode) tensor.Tensor {
	return g.Forward(autograd.NewTape(s).Const(z), arch, mode).Value
}
