package autogan

import (
	"fmt"
	"slices"

	"autogan/gan/arch"
	"autogan/nas"
	"autogan/nas/autogan/config"
)

// coding translates between the tokens of architectures and the decisions of a
// controller. A controller takes the decisions that are not fixed, cell after
// cell. Their order inside a cell, and whether the skip-ins of a cell are one
// decision or several, are settings; tokens do not depend on them.
type coding struct {
	fixed      arch.Fixed
	skipsFirst bool
	binary     bool
}

func codingOf(c config.Config) coding {
	return coding{
		fixed:      c.Fixed(),
		skipsFirst: c.Controller.DecisionOrder == config.SkipsFirst,
		binary:     c.Controller.Skips == config.BinarySkips,
	}
}

// decisions lists what a controller decides on a cell, counted from 0.
func (c coding) decisions(cell int) nas.Space {
	var space nas.Space
	free := c.fixed.Free(cell)
	for _, i := range c.order(free) {
		if !c.split(free[i]) {
			space = append(space, nas.Decision{Name: free[i].Name, Options: len(free[i].Options)})
			continue
		}
		for bit := range free[i].Bits {
			space = append(space, nas.Decision{Name: fmt.Sprintf("%s %d", free[i].Name, bit+1), Options: 2})
		}
	}
	return space
}

// order returns the indices of a cell's free decisions as a controller takes
// them.
func (c coding) order(free []arch.Decision) []int {
	indices := make([]int, len(free))
	for i := range indices {
		indices[i] = i
	}
	if c.skipsFirst {
		slices.SortStableFunc(indices, func(a, b int) int { return min(free[b].Bits, 1) - min(free[a].Bits, 1) })
	}
	return indices
}

// split reports whether a controller decides on each bit of a decision.
func (c coding) split(d arch.Decision) bool { return c.binary && d.Bits > 0 }

// encode returns the decisions that lead to the tokens of an architecture.
func (c coding) encode(tokens []int) nas.Tokens {
	var taken nas.Tokens
	left := c.fixed.Reduce(tokens)
	for cell := 0; len(left) > 0; cell++ {
		free := c.fixed.Free(cell)
		for _, i := range c.order(free) {
			taken = append(taken, c.bits(free[i], left[i])...)
		}
		left = left[len(free):]
	}
	return taken
}

// bits returns the bits of an option, the first most significant, if a
// controller decides on them; otherwise the option.
func (c coding) bits(d arch.Decision, option int) []int {
	if !c.split(d) {
		return []int{option}
	}
	bits := make([]int, d.Bits)
	for i := range bits {
		bits[i] = option >> (d.Bits - 1 - i) & 1
	}
	return bits
}

// decode returns the tokens of an architecture of the first cells from the
// decisions on them, the inverse of encode.
func (c coding) decode(cells int, taken nas.Tokens) []int {
	var tokens []int
	for cell := range cells {
		free := c.fixed.Free(cell)
		own := make([]int, len(free))
		for _, i := range c.order(free) {
			n := len(c.bits(free[i], 0))
			for _, bit := range taken[:n] { // one that is not split is its option
				own[i] = own[i]<<1 | bit
			}
			taken = taken[n:]
		}
		tokens = append(tokens, own...)
	}
	return c.fixed.Complete(cells, tokens)
}
