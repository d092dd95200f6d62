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
		if err := f.fix(name, chosen[name]); err != nil {
			return Fixed{}, err
		}
	}
	return f, nil
}

func (f Fixed) fix(name, option string) error {
	found := false
	for cell, decisions := range f.space.Cells {
		for i, d := range decisions {
			if plain(d.Name) != plain(name) {
				continue
			}
			found = true
			if f.options[cell][i] = d.Option(option); f.options[cell][i] == free {
				return fmt.Errorf("arch: fix: %s: got %q, want %s", d.Name, option, d.spellings())
			}
		}
	}
	if !found {
		return fmt.Errorf("arch: fix: no decision is named %q; want %s", name, either(f.space.decisionNames()))
	}
	return nil
}

// spellings reads "none, batch or instance".
func (d Decision) spellings() string {
	names := make([]string, len(d.Options))
	for i, o := range d.Options {
		if names[i] = o; d.Short[i] != "" {
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

// Any reports whether a decision is fixed.
func (f Fixed) Any() bool {
	return slices.ContainsFunc(f.options, func(cell []int) bool {
		return slices.ContainsFunc(cell, func(option int) bool { return option != free })
	})
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
