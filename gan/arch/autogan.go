package arch

import (
	"fmt"
	"strings"
)

// ConvOrder says where a cell's convolution blocks put normalisation and ReLU.
type ConvOrder uint8

// The values are the indices of the reference code.
const (
	PostActivation ConvOrder = iota // convolution, norm, ReLU
	PreActivation                   // norm, ReLU, convolution
)

// Norm is the normalisation inside a cell's convolution blocks.
type Norm uint8

// The values are the indices of the reference code.
const (
	NoNorm Norm = iota
	BatchNorm
	InstanceNorm
)

// String returns the name of the option, such as "batch norm".
func (n Norm) String() string { return norm.Options[n] }

// Upsampling is how a cell doubles the height and width of its input. The
// cell's shortcut and skip-ins use the same method.
type Upsampling uint8

// The values are the indices of the reference code.
const (
	Bilinear      Upsampling = iota // half-pixel centres
	Nearest                         // repeats pixels
	Deconvolution                   // transposed convolution, kernel 2, stride 2
)

// String returns the name of the option, such as "bilinear".
func (u Upsampling) String() string { return upsampling.Options[u] }

var (
	convOrder  = Decision{Name: "conv order", Options: []string{"post-activation", "pre-activation"}, Short: []string{"post", "pre"}}
	norm       = Decision{Name: "norm", Options: []string{"no norm", "batch norm", "instance norm"}, Short: []string{"none", "batch", "instance"}}
	upsampling = Decision{Name: "upsampling", Options: []string{"bilinear", "nearest", "deconvolution"}, Short: []string{"bilinear", "nearest", "deconv"}}
	shortcut   = Decision{Name: "shortcut", Options: []string{"off", "on"}, Short: []string{"off", "on"}, Quiet: true}
)

// AutoGAN is the search space of the paper (section 3.1). The decisions of a
// cell come in the order of the reference code: conv order, norm, upsampling,
// shortcut and, from the second cell on, skip-ins: the set of earlier cells
// whose first halves feed this cell.
var AutoGAN = &Space{
	Name: Default,
	Cells: [][]Decision{
		{convOrder, norm, upsampling, shortcut},
		{convOrder, norm, upsampling, shortcut, skipDecision(1)},
		{convOrder, norm, upsampling, shortcut, skipDecision(2)},
	},
	Wire: func(b Builder, cell int, tokens []int, x Value, skips []Value) Ends {
		return CellOf(cell, tokens).wire(b, cell, x, skips)
	},
	Unused: [][]string{
		{"post.block2.deconv", "pre.block2.deconv", "skip.deconv2x", "skip.deconv4x.0", "skip.deconv4x.1"},
		{"post.block2.deconv", "pre.block2.deconv", "skip.deconv4x.0", "skip.deconv4x.1"},
		{"post.block2.deconv", "pre.block2.deconv"},
	},
	Order: []string{
		"post.block1.deconv", "post.block1.conv", "post.block1.norm", "post.block2.deconv", "post.block2.conv", "post.block2.norm",
		"pre.block1.norm", "pre.block1.deconv", "pre.block1.conv", "pre.block2.norm", "pre.block2.deconv", "pre.block2.conv",
		"shortcut.deconv", "shortcut.conv", "skip.deconv2x", "skip.deconv4x.0", "skip.deconv4x.1",
	},
	// The architectures of the paper's Table 1, released as autogan_cifar10_a, _b
	// and _c, the one that E2GAN (ECCV 2020) picked in the same space, and the
	// generator of SN-GAN (Miyato et al. 2018), which the space contains.
	Published: []Published{
		{"top1", "1 0 1 1 / 1 0 0 1 1 / 1 0 1 0 3"},
		{"top2", "1 0 1 1 / 1 0 1 1 1 / 1 0 1 1 3"},
		{"top3", "1 1 1 1 / 1 0 0 1 1 / 1 0 1 0 3"},
		{"e2gan", "0 1 0 1 / 0 1 2 1 0 / 0 1 0 1 2"},
		{"sngan", "1 1 1 1 / 1 1 1 1 0 / 1 1 1 1 0"},
	},
}

func init() { Register(AutoGAN) }

// skipDecision is the choice of a set of earlier cells. The option is a bit
// mask in which the oldest cell is the most significant bit.
func skipDecision(cell int) Decision {
	d := Decision{Name: "skip-ins", Bits: cell, Quiet: true}
	for mask := range 1 << cell {
		d.Options = append(d.Options, describeSkips(skipSources(cell, mask)))
		d.Short = append(d.Short, "")
	}
	d.Short[0], d.Short[len(d.Short)-1] = "none", "all"
	return d
}

func describeSkips(sources []int) string {
	names := make([]string, len(sources))
	for i, s := range sources {
		names[i] = fmt.Sprint(s + 1)
	}
	switch len(names) {
	case 0:
		return "no skips"
	case 1:
		return "skip from cell " + names[0]
	}
	return "skips from cells " + strings.Join(names, " and ")
}

// skipSources lists the cells in a bit mask of [skipDecision], oldest first.
func skipSources(cell, mask int) []int {
	var sources []int
	for source := range cell {
		if mask>>(cell-1-source)&1 == 1 {
			sources = append(sources, source)
		}
	}
	return sources
}
