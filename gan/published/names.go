package published

import (
	"fmt"
	"slices"

	"autogan/gan"
	"autogan/gan/arch"
)

// Class is a generator of the published code.
type Class int

// The classes of generators.
const (
	Supernet Class = iota // the layers of all choices
	Fixed                 // those of one architecture: pre-activation, no deconvolution
)

// pair is the name of a layer here and there.
type pair struct{ here, there string }

// supernetCell lists the layers of a cell of models_search, in the order in which
// its class makes them.
var supernetCell = []pair{
	{"post.block1.deconv", "post_conv1.deconv"}, {"post.block1.conv", "post_conv1.conv"}, {"post.block1.norm", "post_conv1.bn"},
	{"pre.block1.norm", "pre_conv1.bn"}, {"pre.block1.deconv", "pre_conv1.deconv"}, {"pre.block1.conv", "pre_conv1.conv"},
	{"post.block2.deconv", "post_conv2.deconv"}, {"post.block2.conv", "post_conv2.conv"}, {"post.block2.norm", "post_conv2.bn"},
	{"pre.block2.norm", "pre_conv2.bn"}, {"pre.block2.deconv", "pre_conv2.deconv"}, {"pre.block2.conv", "pre_conv2.conv"},
	{"shortcut.deconv", "deconv_sc"}, {"shortcut.conv", "c_sc"},
	{"skip.deconv2x", "skip_deconvx2"}, {"skip.deconv4x.0", "skip_deconvx4.0"}, {"skip.deconv4x.1", "skip_deconvx4.1"},
	{"skip.conv1", "skip_in_ops.0"}, {"skip.conv2", "skip_in_ops.1"},
}

// fixedCell lists those of a cell of models.
var fixedCell = []pair{
	{"pre.block1.conv", "c1"}, {"pre.block2.conv", "c2"}, {"pre.block1.norm", "n1"}, {"pre.block2.norm", "n2"},
	{"shortcut.conv", "c_sc"}, {"skip.conv1", "skip_in_ops.0"}, {"skip.conv2", "skip_in_ops.1"},
}

// outside are the layers around the cells of both.
var (
	before = []pair{{"linear", "l1"}}
	after  = []pair{{"rgb.norm", "to_rgb.0"}, {"rgb.conv", "to_rgb.2"}}
)

// discriminator lists the layers of the discriminator.
var discriminator = []pair{
	{"block1.conv1", "block1.c1"}, {"block1.conv2", "block1.c2"}, {"block1.shortcut", "block1.c_sc"},
	{"block2.conv1", "block2.c1"}, {"block2.conv2", "block2.c2"}, {"block2.shortcut", "block2.c_sc"},
	{"block3.conv1", "block3.c1"}, {"block3.conv2", "block3.c2"},
	{"block4.conv1", "block4.c1"}, {"block4.conv2", "block4.c2"},
	{"linear", "l5"},
}

// generatorPairs lists the layers of a class of generators.
func generatorPairs(class Class) []pair {
	cell := supernetCell
	if class == Fixed {
		cell = fixedCell
	}
	list := slices.Clone(before)
	for i := range arch.AutoGAN.Cells {
		for _, p := range cell {
			prefix := fmt.Sprintf("cell%d.", i+1)
			list = append(list, pair{prefix + p.here, prefix + p.there})
		}
	}
	return append(list, after...)
}

// generatorTensors lists the tensors of a generator; a is only for [Fixed].
func generatorTensors(class Class, a arch.Arch, g arch.Geometry) []tensor {
	plan := arch.AutoGAN.Supernet(g)
	if class == Fixed {
		plan = a.Plan(g)
	}
	return tensorsOf(plan, generatorPairs(class), func(l arch.Layer, there string) []tensor { return plain(l, there, g) })
}

// discriminatorTensors lists the tensors of the discriminator.
func discriminatorTensors(channels int) []tensor {
	plan := gan.DiscriminatorPlan(gan.MaxCells, gan.DiscriminatorConfig{Channels: channels, ImageSize: 32}) // of any size
	return tensorsOf(plan, discriminator, normalised)
}

// tensorsOf lists the tensors of the layers of a plan in the order of the pairs.
func tensorsOf(plan arch.Plan, pairs []pair, tensors func(l arch.Layer, there string) []tensor) []tensor {
	var list []tensor
	for _, p := range pairs {
		at := slices.IndexFunc(plan, func(l arch.Layer) bool { return l.Name == p.here })
		if at >= 0 {
			list = append(list, tensors(plan[at], p.there)...)
		}
	}
	return list
}

// isFixed reports whether the fixed class can hold an architecture: it has three
// cells, all of its layers have a name there, and a cell has all skip-ins or none.
func isFixed(a arch.Arch) bool {
	pairs := generatorPairs(Fixed)
	for _, name := range a.Plan(arch.Geometry{Channels: 1, BottomWidth: 1}).Names() {
		if !slices.ContainsFunc(pairs, func(p pair) bool { return p.here == name }) {
			return false
		}
	}
	for i := range a.Cells() {
		if n := len(arch.CellOf(i, a.Cell(i)).SkipSources); n != 0 && n != i {
			return false
		}
	}
	return a.Cells() == len(arch.AutoGAN.Cells)
}
