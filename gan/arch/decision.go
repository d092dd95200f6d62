package arch

import (
	"fmt"
	"slices"
	"strings"
)

// Decision is one choice of a cell: its name, and what each index means.
type Decision struct {
	Name    string
	Options []string
	Short   []string // other names of the options, for configurations: none, batch
	Quiet   bool     // the first option means that there is nothing, and is left out of descriptions
}

// Option returns the index of an option by its name or its short one. Spaces,
// '-' and '_' are the same. It returns -1 if there is none.
func (d Decision) Option(name string) int {
	named := func(option string) bool { return option != "" && plain(option) == plain(name) }
	if i := slices.IndexFunc(d.Options, named); i >= 0 {
		return i
	}
	return slices.IndexFunc(d.Short, named)
}

// plain makes the spellings of a name equal.
func plain(name string) string {
	return strings.ToLower(strings.NewReplacer("_", " ", "-", " ").Replace(strings.TrimSpace(name)))
}

// words describe an option; "" if it goes without saying.
func (d Decision) words(option int) string {
	switch {
	case d.Quiet && option == 0:
		return ""
	case d.Options[option] == "on":
		return d.Name
	}
	return d.Options[option]
}

// choices reads "0 (bilinear), 1 (nearest) or 2 (deconvolution)".
func (d Decision) choices() string {
	list := make([]string, len(d.Options))
	for i, o := range d.Options {
		list[i] = fmt.Sprintf("%d (%s)", i, o)
	}
	return either(list)
}

// either reads "a, b or c".
func either(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	last := len(list) - 1
	return strings.Join(list[:last], ", ") + " or " + list[last]
}
