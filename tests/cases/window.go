package cases

import (
	"fmt"

	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/autograd/functions"
	"autogan/vk/tensor"
	"autogan/vk/tensor/optable"
)

// pooled are windows of Inception-v3 and others, on shapes in which they lie
// partly outside, leave rows over, or are as large as the image.
var pooled = []struct {
	window tensor.Window
	shapes [][]int
}{
	{tensor.Window{Size: 1}, [][]int{{1, 1, 1, 1}, {2, 3, 5, 3}}},
	{tensor.Window{Size: 3, Stride: 1, Padding: 1}, [][]int{{1, 1, 1, 1}, {2, 3, 5, 3}, {1, 5, 4, 8}, {3, 2, 2, 65}, {2, 1, 7, 4}, {1, 8, 8, 36}}},
	{tensor.Window{Size: 3, Stride: 2}, [][]int{{1, 3, 3, 1}, {2, 7, 5, 3}, {1, 8, 9, 8}, {3, 4, 3, 65}, {1, 17, 17, 20}, {1, 3, 257, 3}}},
	{tensor.Window{Size: 2, Stride: 3, Padding: 1}, [][]int{{1, 1, 1, 4}, {2, 5, 9, 3}}},
	{tensor.Window{Size: 5, Stride: 2, Padding: 2}, [][]int{{1, 7, 9, 4}, {2, 1, 6, 5}}},
}

// resizings are shapes and the heights and widths to give them.
var resizings = []struct {
	shape []int
	h, w  int
}{
	{[]int{1, 1, 1, 1}, 1, 1}, {[]int{2, 3, 5, 3}, 7, 11}, {[]int{1, 5, 4, 8}, 10, 4}, {[]int{3, 2, 2, 65}, 5, 3},
	{[]int{2, 7, 9, 4}, 3, 4}, {[]int{1, 4, 4, 3}, 4, 4}, {[]int{1, 1, 257, 3}, 2, 63}, {[]int{2, 32, 32, 3}, 75, 299},
}

// concats are the widths of parts next to each other.
var concats = [][]int{{1}, {3, 4}, {2, 4, 2}, {4, 8, 4}, {4, 3, 8}, {65, 1, 2}, {64, 64, 96, 32}, {7, 9, 63, 257}}

// windowOps are the operations that only inference needs.
func windowOps() []Op {
	var ops []Op
	for _, f := range functions.Poolings {
		op := newOp(f.Op, layouts)
		for _, p := range pooled {
			for _, shape := range p.shapes {
				op.Cases = append(op.Cases, pool(f, p.window, shape))
			}
		}
		ops = append(ops, op)
	}
	return append(ops, resizeBilinear(), concatChannels())
}

func pool(f functions.Pooling, w tensor.Window, shape []int) Case {
	oracle := oracleOf(ref.Poolings, f.Op)
	c := Case{Operands: []Operand{operand(f.Op, 0, shape...)}}
	c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return f.Forward(s, x[0], w) })
	c.Want = want(func(x []ref.Array) ref.Array { return oracle(x[0], w.Size, max(w.Stride, 1), w.Padding) })
	return named(c, fmt.Sprintf("K%dS%dP%d", w.Size, w.Stride, w.Padding))
}

func resizeBilinear() Op {
	op := newOp(optable.ResizeBilinear2D, layouts)
	for _, r := range resizings {
		c := Case{Operands: []Operand{operand(optable.ResizeBilinear2D, 0, r.shape...)}}
		c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return tensor.ResizeBilinear2D(s, x[0], r.h, r.w) })
		c.Want = want(func(x []ref.Array) ref.Array { return ref.ResizeBilinear2D(x[0], r.h, r.w) })
		op.Cases = append(op.Cases, named(c, fmt.Sprintf("to%dx%d", r.h, r.w)))
	}
	return op
}

func concatChannels() Op {
	concat := Op{Name: "concat_channels", Variants: layouts}
	for _, widths := range concats {
		c := Case{}
		for _, width := range widths {
			c.Operands = append(c.Operands, of(2, 3, 5, width))
		}
		c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return tensor.ConcatChannels(s, x...) })
		c.Want = want(func(x []ref.Array) ref.Array { return ref.ConcatChannels(x...) })
		concat.Cases = append(concat.Cases, named(c))
	}
	return concat
}
