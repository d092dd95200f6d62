package cases

import (
	"fmt"

	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

func gatherOps() []Op {
	pick, pickBackward := Op{Name: "pick", Variants: layouts}, Op{Name: "pick_backward", Variants: layouts}
	for _, shape := range [][2]int{{1, 1}, {1, 2}, {7, 9}, {8, 7}, {9, 8}, {63, 4}, {64, 2}, {65, 3}, {257, 5}} {
		r, k := shape[0], shape[1]
		c := Case{Operands: []Operand{of(r, k), indices(r, k)}}
		c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return tensor.Pick(s, x[0], x[1]) })
		c.Want = want(func(x []ref.Array) ref.Array { return ref.Pick(x[0], x[1]) })
		c.Gradient = &Gradient{
			Device: func(x []*autograd.Var) *autograd.Var { return autograd.Pick(x[0], x[1].Value) },
			Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var { return t.Pick(x[0], x[1].Array) },
			Linear: [][]int{{0}},
			Fixed:  []int{1},
		}
		pick.Cases = append(pick.Cases, named(c))
		c = Case{Operands: []Operand{of(r), indices(r, k)}}
		c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return tensor.PickBackward(s, x[0], x[1], k) })
		c.Want = want(func(x []ref.Array) ref.Array { return ref.PickVJP(x[0], x[1], k) })
		pickBackward.Cases = append(pickBackward.Cases, named(c, fmt.Sprint("of", k)))
	}
	return append([]Op{pick, pickBackward}, embeddingOps()...)
}

// embeddingOps looks up rows; 14 entries of width 100 are the controller's.
func embeddingOps() []Op {
	forward, backward := Op{Name: "embedding", Variants: layouts}, Op{Name: "embedding_backward", Variants: layouts}
	for _, size := range [][3]int{{1, 1, 1}, {7, 8, 9}, {8, 9, 7}, {9, 7, 8}, {14, 100, 1}, {14, 100, 30}, {3, 63, 65}, {2, 64, 5}, {257, 4, 5}, {4, 5, 257}} {
		entries, width, n := size[0], size[1], size[2]
		c := Case{Operands: []Operand{of(entries, width), indices(n, entries)}}
		c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return tensor.Embedding(s, x[0], x[1]) })
		c.Want = want(func(x []ref.Array) ref.Array { return ref.Embedding(x[0], x[1]) })
		c.Gradient = &Gradient{
			Device: func(x []*autograd.Var) *autograd.Var { return autograd.Embedding(x[0], x[1].Value) },
			Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var { return t.Embedding(x[0], x[1].Array) },
			Linear: [][]int{{0}},
			Fixed:  []int{1},
		}
		forward.Cases = append(forward.Cases, named(c))
		c = Case{Operands: []Operand{of(n, width), indices(n, entries)}}
		c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor {
			return tensor.EmbeddingBackward(s, x[0], x[1], entries)
		})
		c.Want = want(func(x []ref.Array) ref.Array { return ref.EmbeddingVJP(x[0], x[1], entries) })
		backward.Cases = append(backward.Cases, named(c, fmt.Sprint("of", entries)))
	}
	return []Op{forward, backward}
}
