package inception

import (
	"slices"

	"autogan/vk"
	"autogan/vk/tensor"
)

// parts are the first blocks of the parts of the network. The temporaries of a
// part are given back before the next part: first the large images of the stem,
// then those of each block of branches.
var parts = []string{"conv_3", "mixed", "mixed_1", "mixed_2", "mixed_3", "mixed_4", "mixed_5", "mixed_6", "mixed_7", "mixed_8", "mixed_9", "mixed_10"}

// run passes x through the blocks from first to last.
func (t *Trunk) run(s *vk.Stream, x tensor.Tensor, first, last int) tensor.Tensor {
	for first <= last {
		end := first + 1
		for end <= last && !slices.Contains(parts, t.plan.blocks[end].name) {
			end++
		}
		part := t.plan.blocks[first:end]
		side := x.Shape[1]
		for _, b := range part {
			side = b.side(side)
		}
		y := tensor.Temp(s, x.Shape[0], side, side, part[len(part)-1].out)
		s.Scratch(func() {
			z := x
			for _, b := range part {
				z = t.block(s, b, z)
			}
			tensor.CopyTo(s, y, z)
		})
		x, first = y, end
	}
	return x
}

// side is the height and width of a block's result for an input of n×n.
func (b block) side(n int) int {
	for _, l := range b.branches[0].chain {
		if l.pool != noPool {
			n = (n+2*l.window.Padding-l.window.Size)/max(l.window.Stride, 1) + 1
		} else if l.padding == 0 {
			n = (n-l.kh)/l.stride + 1
		}
	}
	return n
}

// block joins the results of the branches.
func (t *Trunk) block(s *vk.Stream, b block, x tensor.Tensor) tensor.Tensor {
	var joined []tensor.Tensor
	for _, branch := range b.branches {
		y := x
		for _, l := range branch.chain {
			y = t.layer(s, l, y)
		}
		if len(branch.ends) == 0 {
			joined = append(joined, y)
		}
		for _, l := range branch.ends {
			joined = append(joined, t.layer(s, l, y))
		}
	}
	if len(joined) == 1 {
		return joined[0]
	}
	return tensor.ConcatChannels(s, joined...)
}

func (t *Trunk) layer(s *vk.Stream, l layer, x tensor.Tensor) tensor.Tensor {
	switch l.pool {
	case maxPool:
		return tensor.MaxPool2D(s, x, l.window)
	case meanPool:
		return tensor.MeanPool2D(s, x, l.window)
	}
	cfg := tensor.Conv2DConfig{Stride: l.stride, Padding: l.padding}
	return tensor.ReLU(s, tensor.Conv2DForward(s, x, t.weights[l.weights()], t.weights[l.bias()], cfg))
}
