package arch

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Fixed says which decisions of a space are taken before a search. The search
// knows only the others, the free ones.
type Fixed struct {
	space   *Space
	options [][]int // [cell][decision]; free if it is searched
}

// free is the option of a decision that is searched.
const free = -1

// Fix fixes decisions in every cell that has them. The keys are names of
// decisions, the values names of options (see [Decision.Option]). The error
// lists the names that exist.
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

// WantOption returns what is wanted if no cell has the decision, or if a cell
// that has it lacks the option; otherwise "".
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

// indexOf returns the index of a decision, -1 if none has that name.
func indexOf(decisions []Decision, name string) int {
	return slices.IndexFunc(decisions, func(d Decision) bool { return plain(d.Name) == plain(name) })
}

// spellings reads "none, batch or instance".
func (d Decision) spellings() string { return either(d.shortest()) }

// shortest lists the options as short as they can be written.
func (d Decision) shortest() []string {
	names := make([]string, len(d.Options))
	for i, o := range d.Options {
		if names[i] = o; i < len(d.Short) && d.Short[i] != "" {
			names[i] = d.Short[i]
		}
	}
	return names
}

// Fixable lists the names of all decisions, each with the options to which it can be
// fixed: those that every cell with such a decision has.
func (s *Space) Fixable() []Decision {
	var list []Decision
	for _, name := range s.decisionNames() {
		d := Decision{Name: name}
		for _, decisions := range s.Cells {
			if at := indexOf(decisions, name); at >= 0 {
				d.Options = append(d.Options, decisions[at].shortest()...)
			}
		}
		slices.Sort(d.Options)
		d.Options = slices.DeleteFunc(slices.Compact(d.Options), func(option string) bool { return s.WantOption(name, option) != "" })
		list = append(list, d)
	}
	return list
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

// Options returns, for each cell that has a decision of that name, the option
// that it is fixed to, or -1 if it is searched.
func (f Fixed) Options(decision string) []int {
	var list []int
	for cell, decisions := range f.space.Cells {
		if i := indexOf(decisions, decision); i >= 0 {
			list = append(list, f.options[cell][i])
		}
	}
	return list
}

// Choices returns the number of choices that are left for a cell, counted from
// 0.
func (f Fixed) Choices(cell int) int { return product(f.Free(cell)) }

// Complete returns the tokens of an architecture of the first cells: the fixed
// options, with the given tokens for the free decisions. It panics if there are
// too few tokens. [Fixed.Reduce] is its inverse.
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

// Reduce removes the tokens of the fixed decisions from those of an
// architecture.
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
