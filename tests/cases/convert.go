package cases

import (
	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/tensor"
)

// convert stores float32 as float16; its variants of 16 bits store these as float32.
func convert() Op {
	op := Op{Name: "convert", Variants: []Variant{layouts[0], layouts[1], {Name: "half", Half: tensor.Float16}, {Name: "bfloat16", Half: tensor.BFloat16}}}
	for _, n := range counts {
		op.Cases = append(op.Cases, convertCase([]int{n, 4}, false))
	}
	op.Cases = append(op.Cases, convertCase([]int{2, 3, 5, 12}, false), convertCase(activation, true))
	return op
}

func convertCase(shape []int, network bool) Case {
	c := Case{Operands: []Operand{of(shape...).stored()}, Network: network}
	c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor {
		if x[0].DType.Half() {
			return tensor.Convert(s, x[0], tensor.Float32)
		}
		return tensor.Convert(s, x[0], tensor.Float16)
	})
	c.Want = want(func(x []ref.Array) ref.Array { return x[0] })
	return named(c)
}
