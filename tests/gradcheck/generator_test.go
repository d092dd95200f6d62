package gradcheck

import (
	"fmt"
	"strings"

	"testing"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/layers"
	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/autograd"
)

// TestFirstCells checks all 36 choices of a first cell, in generators whose
// widths take the kernels for four channels, for any number, and for tiles.
func TestFirstCells(t *testing.T) {
	_, s := testgpu.Stream(t)
	widths := []int{4, 5, 16}
	for i := range 36 {
		a, err := arch.AutoGAN.Arch([]int{i / 18, i / 6 % 3, i / 2 % 3, i % 2})
		if err != nil {
			t.Fatal(err)
		}
		width := widths[(i+i/3)%len(widths)]
		t.Run(fmt.Sprintf("%s, C%d", strings.TrimSpace(a.Describe()), width), func(t *testing.T) {
			checkGenerator(t, s, a, width, arch.TapBeforeSkips, false)
		})
	}
}

// TestLaterCells checks second and third cells with their skips, in generators
// of one architecture and in the supernet: each upsampling enlarges skips twice
// and four times, and both taps are used.
func TestLaterCells(t *testing.T) {
	_, s := testgpu.Stream(t)
	for i, text := range []string{
		"1 0 1 1 / 1 0 0 1 1",
		"0 1 2 0 / 0 2 2 1 1",
		"1 0 1 1 / 1 0 0 1 1 / 1 0 1 0 3", // the paper's first
		"0 1 0 1 / 0 1 2 1 0 / 0 1 0 1 2",
		"1 2 2 1 / 0 1 1 0 1 / 1 1 2 1 3",
		"0 0 0 0 / 1 1 0 1 1 / 0 2 0 0 1",
	} {
		a, err := arch.AutoGAN.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, tap := range []arch.SkipTap{arch.TapBeforeSkips, arch.TapAfterSkips} {
			super := (i+int(tap))%2 == 1
			t.Run(fmt.Sprintf("%s, tap %d, supernet %t", strings.ReplaceAll(text, " / ", ","), tap, super), func(t *testing.T) {
				checkGenerator(t, s, a, 4, tap, super)
			})
		}
	}
}

func checkGenerator(t *testing.T, s *vk.Stream, a arch.Arch, width int, tap arch.SkipTap, super bool) {
	t.Helper()
	const batch, latent = 2, 3
	config := arch.Geometry{Channels: width, LatentDim: latent, BottomWidth: 2}
	var g *gan.Generator
	var err error
	if super {
		g, err = gan.NewSuperGenerator(s, arch.AutoGAN, config, tap, 1)
	} else {
		g, err = gan.NewGenerator(s, a, config, tap, 1)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.Release)
	module{
		params: g.Params(), state: g.StateDict(), inputs: [][]int{{batch, latent}},
		device: func(_ *autograd.Tape, x []*autograd.Var) *autograd.Var { return g.Forward(x[0], a, layers.Train) },
		oracle: func(n *oracleNet, x []*ref.Var) *ref.Var { return n.generator(x[0], a, tap == arch.TapAfterSkips) },
	}.check(t, s)
}

// generator follows the reference code's classes from the latent vector to the
// image (paper, section 3.1).
func (n *oracleNet) generator(z *ref.Var, a arch.Arch, tapAfterSkips bool) *ref.Var {
	x := n.linear(z, "linear")
	width := n.at("rgb.norm.weight").Shape[0]
	side := 1 // of the first image
	for side*side*width < x.Shape[1] {
		side++
	}
	x = n.Reshape(x, z.Shape[0], side, side, width)
	var skips []*ref.Var
	for i := range a.Cells() {
		c := arch.CellOf(i, a.Cell(i))
		cell := oracleCell{n, c, fmt.Sprintf("cell%d.", i+1)}
		h := cell.half(x, 1)
		skip := h
		for source := range i {
			if a.Cell(i)[4]>>(i-1-source)&1 == 0 { // the oldest cell is the highest bit
				continue
			}
			h = n.Add(h, n.conv(cell.skip(skips[source], i-source), fmt.Sprintf("%sskip.conv%d", cell.prefix, source+1)))
		}
		if tapAfterSkips {
			skip = h
		}
		skips = append(skips, skip)
		y := cell.half(h, 2)
		if c.Shortcut {
			y = n.Add(y, n.conv(cell.enlarge(x, 2, "shortcut.deconv"), cell.prefix+"shortcut.conv"))
		}
		x = y
	}
	return n.Apply(ref.Tanh, n.conv(n.ReLU(n.batchNorm(x, "rgb.norm")), "rgb.conv"))
}

// oracleCell is a cell under its prefix.
type oracleCell struct {
	*oracleNet
	arch.Cell
	prefix string
}

// half is one of the two blocks: convolution, norm, ReLU, or norm, ReLU,
// convolution. The first enlarges right before the convolution.
func (c oracleCell) half(x *ref.Var, number int) *ref.Var {
	pre := c.ConvOrder == arch.PreActivation
	name := fmt.Sprintf("post.block%d.", number)
	if pre {
		name = fmt.Sprintf("pre.block%d.", number)
	}
	activate := func(x *ref.Var) *ref.Var { return c.ReLU(c.normalise(x, c.prefix+name+"norm")) }
	if pre {
		x = activate(x)
	}
	if number == 1 {
		x = c.enlarge(x, 2, name+"deconv")
	}
	x = c.conv(x, c.prefix+name+"conv")
	if pre {
		return x
	}
	return activate(x)
}

func (c oracleCell) normalise(x *ref.Var, name string) *ref.Var {
	switch c.Norm {
	case arch.BatchNorm:
		return c.batchNorm(x, name)
	case arch.InstanceNorm:
		return c.InstanceNorm2D(x, normEps)
	}
	return x
}

// enlarge multiplies height and width; a transposed convolution doubles them.
func (c oracleCell) enlarge(x *ref.Var, factor int, deconv string) *ref.Var {
	switch c.Upsampling {
	case arch.Bilinear:
		return c.Resample(x, factor, ref.UpsampleBilinear2D, ref.UpsampleBilinear2DVJP)
	case arch.Nearest:
		return c.Resample(x, factor, ref.UpsampleNearest2D, ref.SumPool2D)
	}
	return c.oracleNet.deconv(x, c.prefix+deconv)
}

// skip enlarges the output of the cell `distance` cells before: at once, or by
// one or two transposed convolutions.
func (c oracleCell) skip(x *ref.Var, distance int) *ref.Var {
	factor := 1 << distance
	if c.Upsampling == arch.Deconvolution && distance == 2 {
		return c.enlarge(c.enlarge(x, 2, "skip.deconv4x.0"), 2, "skip.deconv4x.1")
	}
	return c.enlarge(x, factor, "skip.deconv2x")
}
