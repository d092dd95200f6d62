package cases

import (
	"math"
	"math/rand/v2"
	"slices"

	"autogan/tests/ref"
	"autogan/vk/tensor"
)

// mixedLayouts are the variants of an operation whose operands may be of 16 bits.
// What is shifted stays float32, so one type of 16 bits next to it is enough.
var mixedLayouts = append(slices.Clone(layouts), Variant{Name: "half", Half: tensor.Float16}, Variant{Name: "half_shifted", Half: tensor.Float16, Shifted: true},
	Variant{Name: "bfloat16", Half: tensor.BFloat16})

// CasesOf are the cases that a variant runs. A variant in 16 bits runs those with
// an operand or a result that can be of 16 bits, and stores these so. Operands
// that are copied get values that its type holds. The shifted variant in 16 bits
// runs only cases that have a float32 operand besides. The networks' shapes take
// the oracle long, so they run in one type of 16 bits: kernels differ between the
// two only in how they load and store.
func (op Op) CasesOf(v Variant) []Case {
	if !v.Half.Half() {
		return op.Cases
	}
	var halved []Case
	for _, c := range op.Cases {
		if c.Network && v.Half == tensor.BFloat16 {
			continue
		}
		c.Operands = slices.Clone(c.Operands)
		stored := 0
		for i, o := range c.Operands {
			if o.Stored && tensor.Storage(v.Half, o.Shape...) == v.Half {
				c.Operands[i].Type = v.Half
				stored++
			}
			if o.Copied {
				c.Operands[i].Draw = func(r *rand.Rand) float64 { return round(v.Half, o.Draw(r)) }
			}
		}
		if (stored > 0 || c.HalfResult) && (stored < len(c.Operands) || !v.Shifted) {
			halved = append(halved, c)
		}
	}
	return halved
}

// round rounds a number to a type. A float16 below the smallest that every
// device holds becomes zero.
func round(dtype tensor.DType, v float64) float64 {
	switch dtype {
	case tensor.BFloat16:
		return ref.BFloat16(v)
	case tensor.Float16:
		if h := ref.Half(v); math.Abs(h) >= ref.LeastHalf {
			return h
		}
		return 0
	}
	return float64(float32(v))
}
