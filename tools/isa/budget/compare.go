package budget

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// grown is how many hundredths of its budget a loop may take without a fault.
const grown = 105

// Change is a kernel that came out otherwise than in the budget.
type Change struct {
	Kernel string // with its constants
	Fault  string // what is worse, or ""
	Text   string // every difference
}

// String is the change in a line.
func (c Change) String() string {
	switch {
	case c.Text == "":
		return c.Kernel + ": " + c.Fault
	case c.Fault == "":
		return c.Kernel + ": " + c.Text
	}
	return c.Kernel + ": " + c.Fault + ": " + c.Text
}

// Compare lists the kernels that differ, in the order of the tables. A kernel
// that only one of them has is a fault.
func Compare(budget, now Table) []Change {
	had, has := budget.byName(), now.byName()
	names := map[string]bool{}
	for name := range had {
		names[name] = true
	}
	for name := range has {
		names[name] = true
	}
	var list []Change
	for _, name := range slices.Sorted(maps.Keys(names)) {
		old, known := had[name]
		r, exists := has[name]
		switch {
		case !known:
			list = append(list, Change{name, "has no budget", ""})
		case !exists:
			list = append(list, Change{name, "has a budget and is not compiled any more", ""})
		case old != r:
			list = append(list, Change{name, fault(old, r), differences(old, r)})
		}
	}
	return list
}

func (t Table) byName() map[string]Row {
	rows := make(map[string]Row, len(t.Rows))
	for _, r := range t.Rows {
		rows[r.Kernel+" "+r.Constants] = r
	}
	return rows
}

// fault says how a row breaks its budget, or "".
func fault(budget, now Row) string {
	switch {
	case now.Spills > budget.Spills || now.Scratch > budget.Scratch:
		return fmt.Sprintf("spills %d registers (%d bytes), its budget is %d (%d)", now.Spills, now.Scratch, budget.Spills, budget.Scratch)
	case now.Waves < budget.Waves:
		return fmt.Sprintf("runs in %d waves, its budget is %d", now.Waves, budget.Waves)
	case now.Loop.Matrix < budget.Loop.Matrix && now.Loop.Matrix == 0:
		return fmt.Sprintf("has no matrix instructions any more, its budget is %d", budget.Loop.Matrix)
	case 100*now.Loop.Instructions > grown*budget.Loop.Instructions:
		return fmt.Sprintf("takes %d instructions a turn of its loop, its budget is %d", now.Loop.Instructions, budget.Loop.Instructions)
	}
	return ""
}

// differences names the columns that changed: "registers 80 -> 84, waves 12 -> 11".
func differences(old, now Row) string {
	var list []string
	for _, c := range columns {
		if a, b := *c.of(&old), *c.of(&now); a != b {
			list = append(list, fmt.Sprintf("%s %d -> %d", c.title, a, b))
		}
	}
	return strings.Join(list, ", ")
}
