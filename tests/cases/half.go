package cases

import (
	"math"
	"math/rand/v2"
	"slices"

	"autogan/tests/ref"
	"autogan/vk/tensor"
)

// mixedLayouts are the variants of an operation whose operands may be float16.
var mixedLayouts = append(slices.Clone(layouts), Variant{Name: "half", Half: true}, Variant{Name: "half_shifted", Half: true, Shifted: true})

// CasesOf are the cases that a variant runs. A float16 variant runs those with
// an operand or a result that can be float16, and stores these so. Operands
// that are copied get values that float16 holds. The shifted float16 variant
// runs only cases that have a float32 operand besides.
func (op Op) CasesOf(v Variant) []Case {
	if !v.Half {
		return op.Cases
	}
	var halved []Case
	for _, c := range op.Cases {
		c.Operands = slices.Clone(c.Operands)
		stored := 0
		for i, o := range c.Operands {
			if o.Stored && tensor.Half(o.Shape...) == tensor.Float16 {
				c.Operands[i].Type = tensor.Float16
				stored++
			}
			if o.Copied {
				c.Operands[i].Draw = func(r *rand.Rand) float64 { return round(tensor.Float16, o.Draw(r)) }
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
	if dtype != tensor.Float16 {
		return float64(float32(v))
	}
	if h := ref.Half(v); math.Abs(h) >= ref.LeastHalf {
		return h
	}
	return 0
}
