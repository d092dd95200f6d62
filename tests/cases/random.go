package cases

import (
	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/tensor"
)

// seed and stream consist of words that all differ.
const seed, stream = 0x0123456789abcdef, 0xfedcba9876543210

// randomOps fill their operand.
func randomOps() []Op {
	fill := func(name string, o Operand, run func(s *vk.Stream, y tensor.Tensor), oracle func(n int) ref.Array) Op {
		op := Op{Name: name, Variants: layouts}
		for _, n := range append(counts, 5000) {
			o.Shape = []int{n}
			c := Case{Operands: []Operand{o.updated()}}
			c.Launch = launches(func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor { run(s, x[0]); return nil })
			c.Want = want(func([]ref.Array) ref.Array { return oracle(n) })
			op.Cases = append(op.Cases, named(c))
		}
		return op
	}
	const low, high, mean, deviation = -0.25, 0.5, 0.5, 2
	return []Op{
		fill("random_bits", indices(0, 2), func(s *vk.Stream, y tensor.Tensor) { tensor.RandomBits(s, y, seed, stream) },
			func(n int) ref.Array {
				y := ref.New(n)
				for i, word := range ref.RandomBits(n, seed, stream) {
					y.Data[i] = float64(word)
				}
				return y
			}),
		fill("random_uniform", of(0), func(s *vk.Stream, y tensor.Tensor) { tensor.RandomUniform(s, y, low, high, seed, stream) },
			func(n int) ref.Array { return ref.RandomUniform(n, low, high, seed, stream) }),
		fill("random_normal", of(0), func(s *vk.Stream, y tensor.Tensor) { tensor.RandomNormal(s, y, mean, deviation, seed, stream) },
			func(n int) ref.Array { return ref.RandomNormal(n, mean, deviation, seed, stream) }),
		sampleCategorical(),
	}
}

func sampleCategorical() Op {
	op := Op{Name: "sample_categorical", Variants: layouts}
	for _, shape := range rows[:len(rows)-2] {
		c := Case{Operands: []Operand{of(shape...)}}
		c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor {
			return tensor.SampleCategorical(s, x[0], seed, stream)
		})
		c.Want = want(func(x []ref.Array) ref.Array { return ref.SampleCategorical(x[0], seed, stream) })
		op.Cases = append(op.Cases, named(c))
	}
	return op
}
