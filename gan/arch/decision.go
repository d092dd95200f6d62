package arch

import (
	"fmt"
	"slices"
	"strings"
)

// Decision is one choice of a cell: its name and its options. A token is an
// index in Options.
type Decision struct {
	Name    string
	Options []string
	Short   []string // short names of the options, for configurations: none, batch; "" or missing for those without
	Bits    int      // the options are the bit masks of so many choices between yes and no; 0 if they are not
	Quiet   bool     // the first option adds nothing and is left out of descriptions
}

// Option returns the index of the option with the given long or short name, -1
// if there is none. Upper and lower case are equal, as are spaces, '-' and '_'.
func (d Decision) Option(name string) int {
	named := func(option string) bool { return option != "" && plain(option) == plain(name) }
	if i := slices.IndexFunc(d.Options, named); i >= 0 {
		return i
	}
	return slices.IndexFunc(d.Short, named)
}

// plain returns the same text for all spellings of a name.
func plain(name string) string {
	return strings.ToLower(strings.NewReplacer("_", " ", "-", " ").Replace(strings.TrimSpace(name)))
}

// words describes an option, "" if it is left out of descriptions.
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
