package cases

import (
	"fmt"

	"autogan/vk/tensor/optable"
)

// The cases of the operations of vk/tensor/optable are chosen by their rows:
// operands by domain, shapes by what they take, timed ones by what the networks
// do. The backward pass of an operation is an Op of its own.

// newOp is an operation of the table, without cases.
func newOp(op optable.Op, variants []Variant) Op { return Op{Name: op.Row().Name, Variants: variants} }

// newBackward is its backward pass.
func newBackward(op optable.Op, variants []Variant) Op {
	return Op{Name: op.Row().Name + backwardSuffix, Variants: variants}
}

const backwardSuffix = "_backward"

// draws are numbers of each domain, away from its kinks and poles.
var draws = map[optable.Domain]Draw{
	optable.Reals:       normal,
	optable.KinkAtZero:  awayFromZero,
	optable.KinkAtOne:   shifted(awayFromZero, 1),
	optable.KinkAtMinus: shifted(awayFromZero, -1),
	optable.NonZero:     awayFromZero,
	optable.Positive:    positive,
	optable.Share:       share,
	optable.SignedShare: signedUnit,
}

// in is the operand with numbers of a domain.
func (o Operand) in(domain optable.Domain) Operand { return o.drawn(draws[domain]) }

// operand is the i-th operand of an operation.
func operand(op optable.Op, i int, shape ...int) Operand {
	return of(shape...).in(op.Row().Operands[i])
}

// oracleOf is the operation's oracle among those of its kind.
func oracleOf[T any](oracles map[string]T, op optable.Op) T {
	oracle, ok := oracles[op.Row().Name]
	if !ok {
		panic(fmt.Sprintf("cases: tests/ref has no oracle of %v", op))
	}
	return oracle
}
