package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"slices"
	"strings"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// page is the data of the template.
type page struct {
	*Report
	Facts    [][2]string // name and value
	Sections []section
}

// section is a table with a heading and a text.
type section struct {
	Title, Text string
	Table       table
}

// table is a table of texts; a row has a cell per column. The first columns are
// names, the others numbers.
type table struct {
	Texts int // columns of names, 1 or 2
	Head  []string
	Rows  [][]string
}

// page returns the report as a page that needs no other file.
func (r *Report) page() ([]byte, error) {
	p := page{Report: r, Facts: r.facts()}
	for _, part := range r.Parts {
		p.Sections = append(p.Sections, part.sections()...)
	}
	var b bytes.Buffer
	err := pageTemplate.Execute(&b, p)
	return b.Bytes(), err
}

func (r *Report) facts() [][2]string {
	d, m := r.Device, r.Machine
	facts := [][2]string{
		{"device", fmt.Sprintf("%d: %s (%s, %s)", d.Index, d.Name, d.Vendor, d.Type)}, {"driver", d.Driver},
		{"avoided", strings.Join(d.Avoided, "; ")}, {"autogan", r.Autogan}, {"kit", r.Kit}, {"validation", r.Validation},
		{"CPU", strings.Join(append([]string{m.CPU, fmt.Sprintf("%d threads", m.Cores)}, m.vectors()...), ", ")}, {"memory", fmt.Sprintf("%.1f GiB", float64(m.MiB)/1024)},
		{"system", m.System + ", Linux " + m.Kernel}, {"begun", r.Begun.Format("2006-01-02 15:04 MST")},
	}
	if t := r.PyTorch; t != nil {
		facts = append(facts, [2]string{"PyTorch", t.String()})
	}
	return slices.DeleteFunc(facts, func(f [2]string) bool { return f[1] == "" })
}

func (t torch) String() string {
	text := fmt.Sprintf("%s, Python %s, on %s", t.Torch, t.Python, t.RunsOn)
	if t.CUDA != nil {
		text += ", CUDA " + *t.CUDA
	}
	if t.ROCm != nil {
		text += ", ROCm " + *t.ROCm
	}
	if !t.GPU {
		text += " (it sees no GPU: its times are a CPU's)"
	}
	return text
}
