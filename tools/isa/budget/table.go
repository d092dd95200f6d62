package budget

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"autogan/tools/isa/code"
)

// Row is what a compiler made of a kernel with its specialisation constants.
type Row struct {
	Kernel    string
	Constants string // as [Constants] writes them
	Lanes     int    // of a wave
	Registers int
	Spills    int
	Scratch   int // bytes
	Shared    int // bytes
	Waves     int // that run at once
	Size      int // bytes of code
	Cycles    int // estimated, or instructions
	Loop      code.Loop
}

// Table is a card's rows, and the version of Mesa whose compiler made them.
type Table struct {
	Mesa string
	Rows []Row
}

// columns are the numbers of a row, in the order of the file.
var columns = []struct {
	title string
	of    func(r *Row) *int
}{
	{"lanes", func(r *Row) *int { return &r.Lanes }},
	{"regs", func(r *Row) *int { return &r.Registers }},
	{"spills", func(r *Row) *int { return &r.Spills }},
	{"scratch", func(r *Row) *int { return &r.Scratch }},
	{"shared", func(r *Row) *int { return &r.Shared }},
	{"waves", func(r *Row) *int { return &r.Waves }},
	{"code", func(r *Row) *int { return &r.Size }},
	{"cycles", func(r *Row) *int { return &r.Cycles }},
	{"fma", func(r *Row) *int { return &r.Loop.MultiplyAdds }},
	{"matrix", func(r *Row) *int { return &r.Loop.Matrix }},
	{"loads", func(r *Row) *int { return &r.Loop.SharedLoads }},
	{"bytes", func(r *Row) *int { return &r.Loop.SharedBytes }},
	{"waits", func(r *Row) *int { return &r.Loop.Waits }},
	{"vector", func(r *Row) *int { return &r.Loop.Vector }},
	{"all", func(r *Row) *int { return &r.Loop.Instructions }},
}

// Write writes the table as it stands in a file.
func (t Table) Write(out io.Writer) error {
	fmt.Fprintln(out, t.Mesa)
	w := tabwriter.NewWriter(out, 0, 0, 1, ' ', 0)
	fmt.Fprint(w, "kernel\tconstants")
	for _, c := range columns {
		fmt.Fprint(w, "\t", c.title)
	}
	fmt.Fprintln(w)
	for _, r := range t.Rows {
		fmt.Fprint(w, r.Kernel, "\t", r.Constants)
		for _, c := range columns {
			fmt.Fprint(w, "\t", *c.of(&r))
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

// Read reads what Write wrote. The error names the line.
func Read(text string) (Table, error) {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	t := Table{Mesa: lines[0]}
	for i, line := range lines[1:] {
		if i == 0 { // the titles
			continue
		}
		r, err := readRow(line)
		if err != nil {
			return t, fmt.Errorf("line %d: %w", i+2, err)
		}
		t.Rows = append(t.Rows, r)
	}
	return t, nil
}

func readRow(line string) (r Row, err error) {
	fields := strings.Fields(line)
	if len(fields) != 2+len(columns) {
		return r, fmt.Errorf("%d columns, want %d", len(fields), 2+len(columns))
	}
	r.Kernel, r.Constants = fields[0], fields[1]
	for i, c := range columns {
		if *c.of(&r), err = strconv.Atoi(fields[2+i]); err != nil {
			return r, fmt.Errorf("column %s: %w", c.title, err)
		}
	}
	return r, nil
}
