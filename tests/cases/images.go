package cases

import (
	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/tensor"
)

// imageOps convert between bytes and numbers.
func imageOps() []Op {
	pixels := func(shape ...int) Operand { return Operand{Shape: shape, Type: tensor.Uint8, Draw: below(256)} }
	gather := Op{Name: "gather_images", Variants: layouts[:1]} // bytes lie on words
	shapes := [][]int{{1, 1, 1, 1}, {5, 3, 5, 3}, {4, 8, 8, 3}, {7, 4, 6, 1}, {3, 1, 257, 3}, {9, 7, 9, 3}, {65, 1, 2, 2}, {100, 32, 32, 3}, {50, 48, 48, 3}}
	for i, shape := range shapes {
		c := Case{Operands: []Operand{pixels(shape...), indices(64, shape[0])}, Network: i >= len(shapes)-2}
		c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return tensor.GatherImages(s, x[0], x[1]) })
		c.Want = want(func(x []ref.Array) ref.Array { return ref.GatherImages(x[0], x[1]) })
		gather.Cases = append(gather.Cases, named(c))
	}
	to, from := Op{Name: "to_bytes", Variants: layouts}, Op{Name: "from_bytes", Variants: layouts[:1]}
	for _, n := range append(counts, 5000) {
		c := Case{Operands: []Operand{of(n)}}
		c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return tensor.ToBytes(s, x[0]) })
		c.Want = want(func(x []ref.Array) ref.Array { return ref.ToBytes(x[0]) })
		to.Cases = append(to.Cases, named(c))
		c = Case{Operands: []Operand{pixels(n)}}
		c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return tensor.FromBytes(s, x[0]) })
		c.Want = want(func(x []ref.Array) ref.Array { return x[0] })
		from.Cases = append(from.Cases, named(c))
	}
	return []Op{gather, to, from, convert()}
}
