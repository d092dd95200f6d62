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

// CasesOf are the cases that a variant runs. For the variants of float16 they
// are those with an operand or a result that can be stored so, which then is,
// and operands of which a copy is made hold what it can; that with shifted
// operands takes those that have others, too.
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

// round is a number as a tensor of a type holds it; float16 of those that every
// device holds.
func round(dtype tensor.DType, v float64) float64 {
	if dtype != tensor.Float16 {
		return float64(float32(v))
	}
	if h := ref.Half(v); math.Abs(h) >= ref.LeastHalf {
		return h
	}
	return 0
}
