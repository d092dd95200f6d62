package config

import (
	"fmt"
	"slices"
	"strings"

	"autogan/gan"
	"autogan/gan/arch"
)

// Space is the search space: which architectures there are to choose from.
type Space struct {
	Name  string // of a registered [arch.Space]
	Cells int    // of a complete generator; 0 means all of the space
	Fix   []Fix  // decisions that are not searched, by their names
}

// Fix is a decision that is taken before the search, in every cell that has it.
type Fix struct {
	Decision string // with '-' for spaces: conv-order, norm, skip-ins
	Option   string // its name or its short one, as [arch.Decision.Option] reads it; "" leaves the decision to the search
}

// fixSection holds a setting for each decision that a file fixes.
const fixSection = "space.fix"

// canonical spells the key of a setting in the one way that the table knows: a
// decision's name has '-' for spaces.
func canonical(key string) string {
	decision, ok := strings.CutPrefix(key, fixSection+".")
	if !ok {
		return key
	}
	return fixSection + "." + strings.ToLower(strings.NewReplacer(`"`, "", "'", "", " ", "-", "_", "-").Replace(decision))
}

// fixing makes room for the decision of a key, in the order of the names.
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

// fixSettings are the rows of the decisions that are fixed.
func (c *Config) fixSettings() []setting {
	var list []setting
	for i := range c.Space.Fix {
		list = append(list, setting{fixSection + "." + c.Space.Fix[i].Decision, &c.Space.Fix[i].Option, func() string { return c.wantFix(i) }, false})
	}
	return list
}

func (c *Config) wantFix(i int) string {
	f := c.Space.Fix[i]
	if wanted := c.Archs().WantOption(f.Decision, f.Option); f.Option != "" && wanted != "" {
		return wanted
	}
	if i < len(c.Space.Fix)-1 {
		return "" // the last looks at all
	}
	for stage := range min(c.Stages(), c.MaxCells()) {
		if first, end := c.Decided(stage); c.Choices(first, end) == 1 {
			return fmt.Sprintf("at least one decision left to search in cell %d", first+1)
		}
	}
	return ""
}

func (c *Config) wantCells() string {
	if most := min(len(c.Archs().Cells), gan.MaxCells); c.Space.Cells < 0 || c.Space.Cells > most {
		return fmt.Sprintf("1 to %d, or 0 for all of the space", most)
	}
	return ""
}

// Archs returns the search space. It panics on a name that [Decode] refuses.
func (c Config) Archs() *arch.Space {
	space, err := arch.Named(c.Space.Name)
	if err != nil {
		panic(err.Error())
	}
	return space
}

// Fixed returns the decisions that are not searched. It panics on names that
// [Decode] refuses.
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

// Choices returns the number of architectures of the cells from first up to,
// but not including, end, that the fixed decisions leave.
func (c Config) Choices(first, end int) int {
	fixed, n := c.Fixed(), 1
	for cell := first; cell < end; cell++ {
		n *= fixed.Choices(cell)
	}
	return n
}

// Decided returns the cells on which a stage decides: from first up to, but not
// including, end. Stages and cells count from 0.
func (c Config) Decided(stage int) (first, end int) {
	if c.Search.Levels == SingleLevel {
		return 0, c.MaxCells()
	}
	return stage, stage + 1
}
