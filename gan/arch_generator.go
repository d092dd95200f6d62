package gan

import "fmt"

// imageChannels is red, green and blue.
const imageChannels = 3

// GeneratorConfig is the geometry of a generator, which is not searched.
type GeneratorConfig struct {
	Channels    int // width of every cell; gf_dim in the reference code
	LatentDim   int // length of z; 0 means 128
	BottomWidth int // height and width before the first cell: 4 for 32x32 images, 6 for 48x48
}

// Latent returns LatentDim, or its default.
func (c GeneratorConfig) Latent() int {
	if c.LatentDim == 0 {
		return 128
	}
	return c.LatentDim
}

// ImageSize returns the height and width after the given number of cells.
func (c GeneratorConfig) ImageSize(cells int) int { return c.BottomWidth << cells }

// CountGenerator returns the parameters that an architecture uses and its
// multiply-adds per image, for a latent vector of 128.
func CountGenerator(a Arch, channels, bottomWidth int) (params int, macs int64) {
	p := GeneratorPlan(a, GeneratorConfig{Channels: channels, BottomWidth: bottomWidth})
	return p.Params(), p.MACs()
}

// GeneratorPlan lists the layers that an architecture uses, from the latent
// vector to the image after its last cell. It panics if the architecture is
// not valid.
func GeneratorPlan(a Arch, c GeneratorConfig) Plan {
	if err := a.Validate(); err != nil {
		panic(err.Error())
	}
	plan := Plan{c.bottom()}
	for i := range a {
		plan = append(plan, c.cell(a, i)...)
	}
	return append(plan, c.toRGB(len(a))...)
}

// SupernetPlan lists the layers that the weight-sharing generator holds. It
// has all cells from the start, both conv orders of each, every upsampling,
// every skip-in, and one conversion to RGB for all stages. Like the reference
// it also holds transposed convolutions that no architecture uses (those of
// second blocks and of impossible skips), so that sizes agree. MACs of this
// plan have no meaning.
func SupernetPlan(c GeneratorConfig) Plan {
	plan := Plan{c.bottom()}
	for i := range MaxCells {
		plan = append(plan, c.superCell(i)...)
	}
	return append(plan, c.toRGB(MaxCells)...)
}

// cell lists what cell i of the architecture uses. The skip-ins come between
// its two blocks: they are added to the output of the first.
func (c GeneratorConfig) cell(a Arch, i int) Plan {
	decided, at := a[i], c.cellAt(i)
	plan := at.block(decided, 1, decided.Upsampling == Deconvolution)
	for _, source := range a.SkipSources(i) {
		if decided.Upsampling == Deconvolution {
			plan = append(plan, at.skipDeconvs(i-source)...)
		}
		plan = append(plan, at.skipConv(source))
	}
	plan = append(plan, at.block(decided, 2, false)...)
	if !decided.Shortcut {
		return plan
	}
	if decided.Upsampling == Deconvolution {
		plan = append(plan, at.deconv("shortcut.deconv", at.size))
	}
	return append(plan, at.conv("shortcut.conv", 1))
}

// superCell lists everything that cell i of the supernet holds.
func (c GeneratorConfig) superCell(i int) Plan {
	at := c.cellAt(i)
	var plan Plan
	for _, order := range []ConvOrder{PostActivation, PreActivation} {
		for half := 1; half <= 2; half++ {
			plan = append(plan, at.block(Cell{ConvOrder: order, Norm: BatchNorm}, half, true)...)
		}
	}
	plan = append(plan, at.deconv("shortcut.deconv", at.size), at.conv("shortcut.conv", 1))
	plan = append(plan, at.skipDeconvs(1)...)
	plan = append(plan, at.skipDeconvs(2)...)
	for source := range i {
		plan = append(plan, at.skipConv(source))
	}
	return plan
}

func (c GeneratorConfig) bottom() LayerSpec {
	features := c.BottomWidth * c.BottomWidth * c.Channels
	return LayerSpec{Name: "linear", Op: OpLinear, In: c.Latent(), Out: features, Bias: true, Size: 1}
}

func (c GeneratorConfig) toRGB(cells int) Plan {
	size := c.ImageSize(cells)
	return Plan{
		{Name: "rgb.norm", Op: OpBatchNorm, In: c.Channels, Out: c.Channels, Bias: true, Size: size},
		{Name: "rgb.conv", Op: OpConv, Kernel: 3, In: c.Channels, Out: imageChannels, Bias: true, Size: size},
	}
}

// cellPlan makes the layers of one cell: names, width and output size.
type cellPlan struct {
	prefix         string
	channels, size int
}

func (c GeneratorConfig) cellAt(i int) cellPlan {
	return cellPlan{prefix: fmt.Sprintf("cell%d.", i+1), channels: c.Channels, size: c.ImageSize(i + 1)}
}

// block lists one convolution block of the cell (half is 1 or 2).
func (p cellPlan) block(c Cell, half int, deconv bool) Plan {
	name := blockName(c.ConvOrder, half)
	var plan Plan
	if deconv {
		plan = append(plan, p.deconv(name+"deconv", p.size))
	}
	plan = append(plan, p.conv(name+"conv", 3))
	if c.Norm != BatchNorm { // instance norm has no parameters
		return plan
	}
	bn := LayerSpec{Name: p.prefix + name + "norm", Op: OpBatchNorm, In: p.channels, Out: p.channels, Bias: true, Size: p.size}
	if c.ConvOrder == PostActivation {
		return append(plan, bn)
	}
	if half == 1 {
		bn.Size /= 2 // before the upsampling
	}
	return append(Plan{bn}, plan...)
}

// blockName begins the names of a block's layers; the two orders share none.
func blockName(o ConvOrder, half int) string {
	order := "post"
	if o == PreActivation {
		order = "pre"
	}
	return fmt.Sprintf("%s.block%d.", order, half)
}

// skipDeconvs lists the transposed convolutions that bring the output of the
// cell `distance` before this one to its size: one doubles, two quadruple. The
// pair is separate from the single one.
func (p cellPlan) skipDeconvs(distance int) Plan {
	if distance == 1 {
		return Plan{p.deconv("skip.deconv2x", p.size)}
	}
	return Plan{p.deconv("skip.deconv4x.0", p.size/2), p.deconv("skip.deconv4x.1", p.size)}
}

func (p cellPlan) skipConv(source int) LayerSpec {
	return p.conv(fmt.Sprintf("skip.conv%d", source+1), 1)
}

func (p cellPlan) conv(name string, kernel int) LayerSpec {
	return LayerSpec{Name: p.prefix + name, Op: OpConv, Kernel: kernel, In: p.channels, Out: p.channels, Bias: true, Size: p.size}
}

func (p cellPlan) deconv(name string, size int) LayerSpec {
	return LayerSpec{Name: p.prefix + name, Op: OpConvTranspose, Kernel: 2, In: p.channels, Out: p.channels, Bias: true, Size: size}
}
