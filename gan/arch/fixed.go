package arch

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Fixed says which decisions of a space are taken before a search. The search
// knows the free ones only.
type Fixed struct {
	space   *Space
	options [][]int // by cell and decision; free where it is searched
}

// free is the option of a decision that is searched.
const free = -1

// Fix takes decisions by their names, in every cell that has them: the keys are
// decisions, the values options (see [Decision.Option]). The error says which
// names there are.
func (s *Space) Fix(chosen map[string]string) (Fixed, error) {
	f := Fixed{space: s}
	for _, decisions := range s.Cells {
		f.options = append(f.options, slices.Repeat([]int{free}, len(decisions)))
	}
	for _, name := range slices.Sorted(maps.Keys(chosen)) {
		option := chosen[name]
		if wanted := s.WantOption(name, option); wanted != "" {
			return Fixed{}, fmt.Errorf("arch: fix %s: got %q, want %s", name, option, wanted)
		}
		for cell, decisions := range s.Cells {
			if i := indexOf(decisions, name); i >= 0 {
				f.options[cell][i] = decisions[i].Option(option)
			}
		}
	}
	return f, nil
}

// WantOption returns what would be right if there is no such decision, or a
// cell that has it lacks the option; else "".
func (s *Space) WantOption(decision, option string) string {
	known := false
	for _, decisions := range s.Cells {
		i := indexOf(decisions, decision)
		if i >= 0 && decisions[i].Option(option) < 0 {
			return decisions[i].spellings()
		}
		known = known || i >= 0
	}
	if !known {
		return "a decision that there is: " + either(s.decisionNames())
	}
	return ""
}

// indexOf returns the place of a decision; -1 if there is none of that name.
func indexOf(decisions []Decision, name string) int {
	return slices.IndexFunc(decisions, func(d Decision) bool { return plain(d.Name) == plain(name) })
}

// spellings reads "none, batch or instance".
func (d Decision) spellings() string {
	names := make([]string, len(d.Options))
	for i, o := range d.Options {
		if names[i] = o; i < len(d.Short) && d.Short[i] != "" {
			names[i] = d.Short[i]
		}
	}
	return either(names)
}

// decisionNames lists each name once.
func (s *Space) decisionNames() []string {
	var names []string
	for _, decisions := range s.Cells {
		for _, d := range decisions {
			if !slices.Contains(names, d.Name) {
				names = append(names, d.Name)
			}
		}
	}
	return names
}

// Free lists the decisions of a cell, counted from 0, that are searched.
func (f Fixed) Free(cell int) []Decision {
	var list []Decision
	for i, option := range f.options[cell] {
		if option == free {
			list = append(list, f.space.Cells[cell][i])
		}
	}
	return list
}

// Choices returns the number of architectures of a cell that are left.
func (f Fixed) Choices(cell int) int { return product(f.Free(cell)) }

// Complete puts the fixed decisions of the first cells between the free ones:
// the tokens of an architecture. [Fixed.Reduce] is its inverse.
func (f Fixed) Complete(cells int, tokens []int) []int {
	var all []int
	for _, options := range f.options[:cells] {
		for _, option := range options {
			if option == free {
				option, tokens = tokens[0], tokens[1:]
			}
			all = append(all, option)
		}
	}
	return all
}

// Reduce leaves the fixed decisions out of the tokens of an architecture.
func (f Fixed) Reduce(tokens []int) []int {
	var left []int
	for i, option := range slices.Concat(f.options...)[:len(tokens)] {
		if option == free {
			left = append(left, tokens[i])
		}
	}
	return left
}

// String reads "norm: no norm, upsampling: nearest"; empty if all is free.
func (f Fixed) String() string {
	var words []string
	for cell, options := range f.options {
		for i, option := range options {
			if option == free {
				continue
			}
			d := f.space.Cells[cell][i]
			if text := d.Name + ": " + d.Options[option]; !slices.Contains(words, text) {
				words = append(words, text)
			}
		}
	}
	return strings.Join(words, ", ")
}
