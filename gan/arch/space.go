package arch

import (
	"fmt"
	"iter"
	"slices"
)

// Space is a search space of generators: a chain of cells, each with its own
// decisions.
type Space struct {
	Name  string
	Cells [][]Decision // the decisions of each cell, from the latent vector to the image

	// Wire builds a cell, counted from 0. The tokens are the options taken for
	// its decisions, x is its input, and skips has one value of every
	// earlier cell (see [SkipTap]). The output has twice the height and width.
	Wire func(b Builder, cell int, tokens []int, x Value, skips []Value) Ends

	// Unused lists, by cell, transposed convolutions that the published
	// supernet holds and no choice uses.
	Unused [][]string

	// Order lists the layers of a cell in the order of the supernet, for all
	// cells; layers that are not listed follow. Checkpoints store the
	// optimisers' step counts in this order.
	Order []string

	Published []Published // architectures known by name
}

// Published is an architecture that is known by name.
type Published struct {
	Name string
	Text string
}

// Plain returns the architecture that takes the first option of every decision
// in the given number of cells. It panics if the space has fewer.
func (s *Space) Plain(cells int) Arch { return Arch{s, make([]int, s.tokensBefore(cells))} }

func product(decisions []Decision) int {
	n := 1
	for _, d := range decisions {
		n *= len(d.Options)
	}
	return n
}

// Arch returns the architecture of tokens, for one cell or more. The error
// names the position of a wrong token and the values it may take.
func (s *Space) Arch(tokens []int) (Arch, error) {
	cell, rest := 0, tokens
	for ; len(rest) > 0; cell++ {
		if cell == len(s.Cells) || len(rest) < len(s.Cells[cell]) {
			return Arch{}, fmt.Errorf("arch: got %d integers, want %s", len(tokens), s.lengths())
		}
		n := len(s.Cells[cell])
		if err := s.check(cell, rest[:n]); err != nil {
			return Arch{}, err
		}
		rest = rest[n:]
	}
	if cell == 0 {
		return Arch{}, fmt.Errorf("arch: empty; want %s integers%s", s.lengths(), s.example())
	}
	return Arch{s, slices.Clone(tokens)}, nil
}

// check returns an error for the first token of a cell that is not an option.
func (s *Space) check(cell int, tokens []int) error {
	for i, d := range s.Cells[cell] {
		if tokens[i] < 0 || tokens[i] >= len(d.Options) {
			return fmt.Errorf("arch: cell %d, %s (position %d): got %d, want %s", cell+1, d.Name, i+1, tokens[i], d.choices())
		}
	}
	return nil
}

// lengths reads "4 (1 cell), 9 (2 cells) or 14 (3 cells)".
func (s *Space) lengths() string {
	var list []string
	n := 0
	for cell, decisions := range s.Cells {
		n += len(decisions)
		plural := "s"
		if cell == 0 {
			plural = ""
		}
		list = append(list, fmt.Sprintf("%d (%d cell%s)", n, cell+1, plural))
	}
	return either(list)
}

// example returns the end of a message: an architecture of the space.
func (s *Space) example() string {
	if len(s.Published) == 0 {
		return ""
	}
	return fmt.Sprintf(", such as %q", s.Published[0].Text)
}

// choicesOf enumerates the tokens of a cell, from the last options to the
// first, so that choices with more layers tend to come first.
func (s *Space) choicesOf(cell int) iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		for i := product(s.Cells[cell]) - 1; i >= 0; i-- {
			tokens, rest := make([]int, len(s.Cells[cell])), i
			for at := len(tokens) - 1; at >= 0; at-- {
				options := len(s.Cells[cell][at].Options)
				tokens[at] = rest % options
				rest /= options
			}
			if !yield(tokens) {
				return
			}
		}
	}
}
