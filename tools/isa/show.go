package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"autogan/tools/isa/budget"
	"autogan/vk/durable"
)

// show prints a card's table and how it differs from the budget, and writes the
// files that were asked for.
func (o options) show(out io.Writer, m measured) error {
	if m.err != nil {
		fmt.Fprintf(out, "%s: skipped: %v\n\n", m.card.Title, m.err)
		return nil
	}
	shown := m.table
	shown.Rows = slices.DeleteFunc(slices.Clone(m.table.Rows), func(r budget.Row) bool { return !o.kernel.MatchString(r.Kernel + " " + r.Constants) })
	fmt.Fprintf(out, "%s, %s, ", m.card.Title, m.card.Family)
	if err := shown.Write(out); err != nil {
		return err
	}
	if err := o.writeCode(m, shown.Rows); err != nil {
		return err
	}
	if o.update {
		return m.update()
	}
	kept, err := budget.Of(m.card.Name)
	if err != nil {
		fmt.Fprintf(out, "no budget: %v\n\n", err)
		return nil
	}
	if kept.Mesa != m.table.Mesa {
		fmt.Fprintf(out, "the budget is of %s, so no difference is a fault\n", kept.Mesa)
	}
	for _, c := range budget.Compare(kept, m.table) {
		fmt.Fprintln(out, c)
	}
	fmt.Fprintln(out)
	return nil
}

// writeCode writes the machine code of the rows.
func (o options) writeCode(m measured, rows []budget.Row) error {
	if o.code == "" {
		return nil
	}
	if err := os.MkdirAll(o.code, 0o755); err != nil {
		return err
	}
	for _, r := range rows {
		path := filepath.Join(o.code, fmt.Sprintf("%s-%s-%s.txt", r.Kernel, r.Constants, m.card.Name))
		if err := durable.WriteFile(path, []byte(m.codes[r.Kernel+" "+r.Constants])); err != nil {
			return err
		}
	}
	return nil
}
