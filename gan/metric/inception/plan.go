package inception

import (
	"strings"

	"autogan/vk/tensor"
)

// convolution is a convolution that includes its batch norm, then ReLU.
type convolution struct {
	name    string // as in TensorFlow's graph
	torch   string // as in pytorch-fid
	kh, kw  int
	stride  int
	padding int // 0 or tensor.Same
	in, out int
}

// pooling is the kind of a layer.
type pooling int

const (
	noPool pooling = iota
	maxPool
	meanPool
)

// layer is a convolution or a pooling.
type layer struct {
	convolution
	pool   pooling
	window tensor.Window
}

// branch is a chain of layers. Its ends, if it has any, all read the result of
// the chain; their results are joined along channels.
type branch struct{ chain, ends []layer }

// block runs branches on one input and joins their results along channels.
type block struct {
	name     string // of the stage that its result is
	branches []branch
	out      int
}

// plan is the whole network.
type plan struct {
	size    int // height and width that images are resized to
	blocks  []block
	classes int
}

// newPlan lists the layers, with all widths divided by thin: 1 is the published
// network, with images of 299×299; tests take thinner and smaller ones.
func newPlan(thin, size int) plan {
	b := builder{thin: thin, channels: 3}
	b.stem("conv", "Conv2d_1a_3x3", 3, 2, 0, 32)
	b.stem("conv_1", "Conv2d_2a_3x3", 3, 1, 0, 32)
	b.stem("conv_2", "Conv2d_2b_3x3", 3, 1, tensor.Same, 64)
	b.block("pool", "", chain(shrinkPool))
	b.stem("conv_3", "Conv2d_3b_1x1", 1, 1, 0, 80)
	b.stem("conv_4", "Conv2d_4a_3x3", 3, 1, 0, 192)
	b.block("pool_1", "", chain(shrinkPool))
	b.squares("mixed", "Mixed_5b", 32)
	b.squares("mixed_1", "Mixed_5c", 64)
	b.squares("mixed_2", "Mixed_5d", 64)
	b.block("mixed_3", "Mixed_6a",
		chain(half("conv", "branch3x3", 384)),
		chain(conv("tower/conv", "branch3x3dbl_1", 1, 1, 64), conv("tower/conv_1", "branch3x3dbl_2", 3, 3, 96), half("tower/conv_2", "branch3x3dbl_3", 96)),
		chain(shrinkPool))
	b.oblongs("mixed_4", "Mixed_6b", 128)
	b.oblongs("mixed_5", "Mixed_6c", 160)
	b.oblongs("mixed_6", "Mixed_6d", 160)
	b.oblongs("mixed_7", "Mixed_6e", 192)
	b.block("mixed_8", "Mixed_7a",
		chain(conv("tower/conv", "branch3x3_1", 1, 1, 192), half("tower/conv_1", "branch3x3_2", 320)),
		chain(conv("tower_1/conv", "branch7x7x3_1", 1, 1, 192), conv("tower_1/conv_1", "branch7x7x3_2", 1, 7, 192),
			conv("tower_1/conv_2", "branch7x7x3_3", 7, 1, 192), half("tower_1/conv_3", "branch7x7x3_4", 192)),
		chain(shrinkPool))
	b.forks("mixed_9", "Mixed_7b", layer{pool: meanPool, window: around})
	b.forks("mixed_10", "Mixed_7c", layer{pool: maxPool, window: around})
	return plan{size: size, blocks: b.blocks, classes: 1008 / thin}
}

// LargestTensor is the number of values of one image in the largest tensor: the
// 64 channels of 147×147 before the first pooling.
const LargestTensor = 147 * 147 * 64

// around is the window of the pools inside a block, which keep the size.
var around = tensor.Window{Size: 3, Padding: 1}

// shrinkPool halves an image.
var shrinkPool = layer{pool: maxPool, window: tensor.Window{Size: 3, Stride: 2}}

func chain(layers ...layer) branch { return branch{chain: layers} }

// conv is a convolution that keeps the size, by its name in the block.
func conv(name, torch string, kh, kw, out int) layer {
	return layer{convolution: convolution{name: name, torch: torch, kh: kh, kw: kw, stride: 1, padding: tensor.Same, out: out}}
}

// half is a 3×3 convolution that halves an image.
func half(name, torch string, out int) layer {
	return layer{convolution: convolution{name: name, torch: torch, kh: 3, kw: 3, stride: 2, out: out}}
}

// builder adds blocks, each on the result of the last.
type builder struct {
	thin     int
	channels int // of the last block's result
	blocks   []block
}

// stem adds a single convolution with a square kernel, named as its block.
func (b *builder) stem(name, torch string, kernel, stride, padding, out int) {
	b.block(name, torch, chain(layer{convolution: convolution{kh: kernel, kw: kernel, stride: stride, padding: padding, out: out}}))
}

// squares adds a block at 35×35 with kernels 1×1, 5×5 and twice 3×3.
func (b *builder) squares(name, torch string, pooled int) {
	b.block(name, torch,
		chain(conv("conv", "branch1x1", 1, 1, 64)),
		chain(conv("tower/conv", "branch5x5_1", 1, 1, 48), conv("tower/conv_1", "branch5x5_2", 5, 5, 64)),
		chain(conv("tower_1/conv", "branch3x3dbl_1", 1, 1, 64), conv("tower_1/conv_1", "branch3x3dbl_2", 3, 3, 96), conv("tower_1/conv_2", "branch3x3dbl_3", 3, 3, 96)),
		chain(layer{pool: meanPool, window: around}, conv("tower_2/conv", "branch_pool", 1, 1, pooled)))
}

// oblongs adds a block at 17×17 with kernels 1×1, 7×7 and twice 7×7, each 7×7
// as a 1×7 and a 7×1.
func (b *builder) oblongs(name, torch string, width int) {
	b.block(name, torch,
		chain(conv("conv", "branch1x1", 1, 1, 192)),
		chain(conv("tower/conv", "branch7x7_1", 1, 1, width), conv("tower/conv_1", "branch7x7_2", 1, 7, width), conv("tower/conv_2", "branch7x7_3", 7, 1, 192)),
		chain(conv("tower_1/conv", "branch7x7dbl_1", 1, 1, width),
			conv("tower_1/conv_1", "branch7x7dbl_2", 7, 1, width), conv("tower_1/conv_2", "branch7x7dbl_3", 1, 7, width),
			conv("tower_1/conv_3", "branch7x7dbl_4", 7, 1, width), conv("tower_1/conv_4", "branch7x7dbl_5", 1, 7, 192)),
		chain(layer{pool: meanPool, window: around}, conv("tower_2/conv", "branch_pool", 1, 1, 192)))
}

// forks adds a block at 8×8. Two of its branches end in a 1×3 and a 3×1, both on
// the same input.
func (b *builder) forks(name, torch string, pool layer) {
	b.block(name, torch,
		chain(conv("conv", "branch1x1", 1, 1, 320)),
		branch{
			chain: []layer{conv("tower/conv", "branch3x3_1", 1, 1, 384)},
			ends:  []layer{conv("tower/mixed/conv", "branch3x3_2a", 1, 3, 384), conv("tower/mixed/conv_1", "branch3x3_2b", 3, 1, 384)},
		},
		branch{
			chain: []layer{conv("tower_1/conv", "branch3x3dbl_1", 1, 1, 448), conv("tower_1/conv_1", "branch3x3dbl_2", 3, 3, 384)},
			ends:  []layer{conv("tower_1/mixed/conv", "branch3x3dbl_3a", 1, 3, 384), conv("tower_1/mixed/conv_1", "branch3x3dbl_3b", 3, 1, 384)},
		},
		chain(pool, conv("tower_2/conv", "branch_pool", 1, 1, 192)))
}

// block completes the names and widths of the layers.
func (b *builder) block(name, torch string, branches ...branch) {
	out := 0
	for i := range branches {
		channels := b.channels
		for k := range branches[i].chain {
			channels = b.complete(&branches[i].chain[k], name, torch, channels)
		}
		if len(branches[i].ends) == 0 {
			out += channels
		}
		for k := range branches[i].ends {
			out += b.complete(&branches[i].ends[k], name, torch, channels)
		}
	}
	b.blocks = append(b.blocks, block{name: name, branches: branches, out: out})
	b.channels = out
}

// complete sets the input of a layer to so many channels and returns the number
// of its own.
func (b *builder) complete(l *layer, name, torch string, channels int) int {
	if l.pool != noPool {
		return channels
	}
	l.name, l.torch = strings.TrimSuffix(name+"/"+l.name, "/"), strings.TrimSuffix(torch+"."+l.torch, ".")
	l.in, l.out = channels, l.out/b.thin
	return l.out
}

// convolutions lists the convolutions in the order of the network.
func (p plan) convolutions() []convolution {
	var all []convolution
	for _, b := range p.blocks {
		all = append(all, b.convolutions()...)
	}
	return all
}

// convolutions lists those of a block.
func (b block) convolutions() []convolution {
	var all []convolution
	for _, branch := range b.branches {
		for _, layers := range [][]layer{branch.chain, branch.ends} {
			for _, l := range layers {
				if l.pool == noPool {
					all = append(all, l.convolution)
				}
			}
		}
	}
	return all
}

// features is the number of channels of the last block, pool_3.
func (p plan) features() int { return p.blocks[len(p.blocks)-1].out }

// stages lists the names of the blocks.
func (p plan) stages() []string {
	var names []string
	for _, b := range p.blocks {
		names = append(names, b.name)
	}
	return names
}

// The names of a convolution's arrays in our own file, and of the last layer's.
const logitsWeights = "softmax/weights"

func (c convolution) weights() string { return c.name + "/weights" }
func (c convolution) bias() string    { return c.name + "/bias" }

func (c convolution) weightsShape() tensor.Shape { return tensor.Shape{c.kh, c.kw, c.in, c.out} }

// shapes are those of all arrays of our own file, in the order of the network.
func (p plan) shapes() (names []string, shapes map[string]tensor.Shape) {
	shapes = map[string]tensor.Shape{}
	for _, c := range p.convolutions() {
		names = append(names, c.weights(), c.bias())
		shapes[c.weights()], shapes[c.bias()] = c.weightsShape(), tensor.Shape{c.out}
	}
	shapes[logitsWeights] = tensor.Shape{p.features(), p.classes}
	return append(names, logitsWeights), shapes
}
