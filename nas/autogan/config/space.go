package config

import (
	"fmt"
	"slices"
	"strings"

	"autogan/gan"
	"autogan/gan/arch"
)

// Space is the search space: which architectures a search chooses from.
type Space struct {
	Name  string // of a registered [arch.Space]
	Cells int    // of a complete generator; 0 means all cells of the space
	Fix   []Fix  // decisions that are not searched, sorted by name
}

// Fix is a decision that is taken before the search, in every cell that has it.
type Fix struct {
	Decision string // its name with '-' for spaces, such as conv-order
	Option   string // its long or short name, as [arch.Decision.Option] reads it; "" leaves the decision to the search
}

// fixSection has a setting for each decision that a file fixes.
const fixSection = "space.fix"

// canonical returns the spelling of a key that the table uses: a decision's
// name has '-' for spaces.
func canonical(key string) string {
	decision, ok := strings.CutPrefix(key, fixSection+".")
	if !ok {
		return key
	}
	return fixSection + "." + strings.ToLower(strings.NewReplacer(`"`, "", "'", "", " ", "-", "_", "-").Replace(decision))
}

// fixing adds an entry to Space.Fix for the decision that a key names, if there
// is none.
func (c *Config) fixing(key string) {
	decision, ok := strings.CutPrefix(key, fixSection+".")
	if !ok {
		return
	}
	at, found := slices.BinarySearchFunc(c.Space.Fix, decision, func(f Fix, name string) int { return strings.Compare(f.Decision, name) })
	if !found {
		c.Space.Fix = slices.Insert(slices.Clone(c.Space.Fix), at, Fix{Decision: decision})
	}
}

// fixSettings returns the settings of the decisions that are fixed.
func (c *Config) fixSettings() []setting {
	var list []setting
	for i := range c.Space.Fix {
		list = append(list, setting{fixSection + "." + c.Space.Fix[i].Decision, &c.Space.Fix[i].Option, anything().and(func() string { return c.wantFix(i) }), false})
	}
	return list
}

// fixesAlike reports whether a key is that of a decision that both fix to the
// same option, by its long or its short name.
func (c Config) fixesAlike(key string, other Config) bool {
	decision, ok := strings.CutPrefix(key, fixSection+".")
	return ok && c.Space.Name == other.Space.Name && slices.Equal(c.Fixed().Options(decision), other.Fixed().Options(decision))
}

func (c *Config) wantFix(i int) string {
	f := c.Space.Fix[i]
	if wanted := c.Archs().WantOption(f.Decision, f.Option); f.Option != "" && wanted != "" {
		return wanted
	}
	if i < len(c.Space.Fix)-1 {
		return "" // the last entry checks all
	}
	for stage := range min(c.Stages(), c.MaxCells()) {
		if first, end := c.Decided(stage); c.Choices(first, end) == 1 {
			return fmt.Sprintf("at least one decision left to search in cell %d", first+1)
		}
	}
	return ""
}

func (c *Config) wantCells() string {
	if most := min(len(c.Archs().Cells), gan.MaxCells); c.Space.Cells > most {
		return fmt.Sprintf("1 to %d, or 0 for all of the space", most)
	}
	return ""
}

// Archs returns the search space. It panics if Space.Name is not registered,
// which [Decode] refuses.
func (c Config) Archs() *arch.Space {
	space, err := arch.Named(c.Space.Name)
	if err != nil {
		panic(err.Error())
	}
	return space
}

// Fixed returns the decisions that are not searched. It panics if Space.Fix
// names an unknown decision or option, which [Decode] refuses.
func (c Config) Fixed() arch.Fixed {
	chosen := map[string]string{}
	for _, f := range c.Space.Fix {
		if f.Option != "" {
			chosen[f.Decision] = f.Option
		}
	}
	fixed, err := c.Archs().Fix(chosen)
	if err != nil {
		panic(err.Error())
	}
	return fixed
}

// MaxCells returns the number of cells of a complete generator.
func (c Config) MaxCells() int {
	if c.Space.Cells > 0 {
		return c.Space.Cells
	}
	return len(c.Archs().Cells)
}

// ParseArch reads an architecture of the space, as text or by name (see
// [arch.Space.Parse]). It may have at most MaxCells cells.
func (c Config) ParseArch(text string) (arch.Arch, error) {
	a, err := c.Archs().Parse(text)
	if err != nil {
		return arch.Arch{}, err
	}
	if a.Cells() > c.MaxCells() {
		return arch.Arch{}, fmt.Errorf("arch: %q has %d cells, want at most %d (space.cells)", text, a.Cells(), c.MaxCells())
	}
	return a, nil
}

// Choices returns the number of architectures that the fixed decisions leave
// for the cells first to end-1.
func (c Config) Choices(first, end int) int {
	fixed, n := c.Fixed(), 1
	for cell := first; cell < end; cell++ {
		n *= fixed.Choices(cell)
	}
	return n
}

// Decided returns the cells that a stage decides on: first to end-1. Stages and
// cells count from 0.
func (c Config) Decided(stage int) (first, end int) {
	if c.Search.Levels == SingleLevel {
		return 0, c.MaxCells()
	}
	return stage, stage + 1
}
