package gan

import (
	"fmt"
	"strings"
)

// Decision is one choice of a cell: its name, and what each index means.
type Decision struct {
	Name    string
	Options []string
}

var (
	convOrder  = Decision{"conv order", []string{"post-activation", "pre-activation"}}
	norm       = Decision{"norm", []string{"no norm", "batch norm", "instance norm"}}
	upsampling = Decision{"upsampling", []string{"bilinear", "nearest", "deconvolution"}}
	shortcut   = Decision{"shortcut", []string{"off", "on"}}
)

// Decisions lists the choices of a cell (counted from 0) in the order of the
// reference code: conv order, norm, upsampling, shortcut and, from the second
// cell on, one choice among all sets of earlier cells. The caller must not
// change the result.
func Decisions(cell int) []Decision { return decisions[cell] }

var decisions = [MaxCells][]Decision{
	{convOrder, norm, upsampling, shortcut},
	{convOrder, norm, upsampling, shortcut, skipDecision(1)},
	{convOrder, norm, upsampling, shortcut, skipDecision(2)},
}

func skipDecision(cell int) Decision {
	d := Decision{Name: "skip-ins"}
	for mask := range 1 << cell {
		d.Options = append(d.Options, describeSkips(skipSources(cell, SkipIns(mask))))
	}
	return d
}

func describeSkips(sources []int) string {
	switch len(sources) {
	case 0:
		return "no skips"
	case 1:
		return fmt.Sprintf("skip from cell %d", sources[0]+1)
	}
	names := make([]string, len(sources))
	for i, s := range sources {
		names[i] = fmt.Sprint(s + 1)
	}
	return "skips from cells " + strings.Join(names, " and ")
}

func (d Decision) option(i int) string {
	if i >= len(d.Options) {
		return fmt.Sprintf("%s(%d)", d.Name, i)
	}
	return d.Options[i]
}

// choices reads "0 (bilinear), 1 (nearest) or 2 (deconvolution)".
func (d Decision) choices() string {
	var b strings.Builder
	for i, o := range d.Options {
		switch {
		case i == 0:
		case i == len(d.Options)-1:
			b.WriteString(" or ")
		default:
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%d (%s)", i, o)
	}
	return b.String()
}
