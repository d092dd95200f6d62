package arch

import (
	"fmt"
	"slices"
)

// Arch is a generator architecture: the options taken for the decisions of the
// first cells of a space, one cell or more. The zero Arch is no architecture.
// [Space.Arch] and [Space.Parse] make valid ones.
type Arch struct {
	space  *Space
	tokens []int
}

// None reports whether a is the zero Arch.
func (a Arch) None() bool { return a.space == nil }

// Space returns the space of the architecture; nil for the zero Arch.
func (a Arch) Space() *Space { return a.space }

// Tokens returns the option taken for each decision, cell after cell.
func (a Arch) Tokens() []int { return slices.Clone(a.tokens) }

// Cells returns the number of cells.
func (a Arch) Cells() int {
	cells := 0
	for n := len(a.tokens); n > 0; cells++ {
		n -= len(a.space.Cells[cells])
	}
	return cells
}

// Cell returns the tokens of a cell, counted from 0. It panics if there is no
// such cell.
func (a Arch) Cell(cell int) []int {
	first := a.space.tokensBefore(cell)
	return slices.Clone(a.tokens[first : first+len(a.space.Cells[cell])])
}

// First returns the architecture of the first cells alone, as an earlier stage
// of a growing search has it. It panics if the architecture has fewer.
func (a Arch) First(cells int) Arch {
	if cells > a.Cells() {
		panic(fmt.Sprintf("arch: first: got %d cells, the architecture has %d", cells, a.Cells()))
	}
	return Arch{a.space, slices.Clip(a.tokens[:a.space.tokensBefore(cells)])}
}

// Equal reports whether both take the same decisions in the same space.
func (a Arch) Equal(b Arch) bool { return a.space == b.space && slices.Equal(a.tokens, b.tokens) }

func (s *Space) tokensBefore(cell int) int {
	n := 0
	for _, decisions := range s.Cells[:cell] {
		n += len(decisions)
	}
	return n
}
