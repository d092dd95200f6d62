package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// sections are the part's tables of figures.
func (p Part) sections() []section {
	var list []section
	if b, err := readBench(p.Bench); err == nil {
		list = append(list, b.section(p.Name))
		if shares := b.shares(); len(shares.Rows) > 0 {
			list = append(list, section{p.Name + ": kernels of the steps", "Those that take most of each step.", shares})
		}
	}
	if kernels := chosenKernels(p.Kernels); len(kernels.Rows) > 0 {
		list = append(list, section{p.Name + ": kernels of the convolutions", "auto is the device's default.", kernels})
	}
	return list
}

// column is a figure of each case. One that no case has is left out.
type column struct {
	head string
	cell func(r result) string
}

var columns = []column{
	{"wall ms", func(r result) string { return number("%.3f", r.WallMS) }},
	{"device ms", func(r result) string { return number("%.3f", r.DeviceMS) }},
	{"GFLOP/s", func(r result) string { return number("%.0f", r.GFLOPS) }},
	{"GB/s", func(r result) string { return number("%.1f", r.GBPS) }},
	{"of ceiling", func(r result) string { return number("%.0f %%", 100*r.OfCeiling) }},
	{"host µs a dispatch", func(r result) string { return number("%.2f", r.HostUS) }},
	{"first ms", func(r result) string { return number("%.0f", r.FirstMS) }},
	{"predicted ms", func(r result) string { return number("%.3f", r.predicted().MS) }},
	{"measured / predicted", result.overPredicted},
	{"bound, as predicted", func(r result) string { return r.predicted().Bound }},
	{"PyTorch ms", func(r result) string { return number("%.3f", r.PeerMS) }},
	{"PyTorch / ours", func(r result) string { return number("%.2f", r.Ratio) }},
	{"PyTorch said", func(r result) string { return r.PeerSaid }},
}

func number(format string, v float64) string {
	if v == 0 {
		return ""
	}
	return fmt.Sprintf(format, v)
}

func (r result) predicted() prediction {
	if r.Predicted == nil {
		return prediction{}
	}
	return *r.Predicted
}

// overPredicted compares the device's own time where it is known.
func (r result) overPredicted() string {
	took := r.DeviceMS
	if took == 0 {
		took = r.WallMS
	}
	if r.predicted().MS == 0 {
		return ""
	}
	return number("%.2f", took/r.predicted().MS)
}

// section shows all cases.
func (b bench) section(title string) section {
	c := b.Ceilings
	s := section{Title: title, Text: b.HostOnly, Table: table{Texts: 1, Head: []string{"case"}}}
	if b.HostOnly == "" {
		s.Text = fmt.Sprintf("Ceilings of the device: %.0f GFLOP/s; memory %.1f GB/s by the driver's copy, %.1f by a kernel; %.1f µs a dispatch.",
			c.GFLOPS, c.MoveGBPS, c.CopyGBPS, c.LaunchUS)
	}
	if b.PredictedFor != "" {
		s.Text += " Predictions are for " + b.PredictedFor + ", from published figures and its compiler's code."
	}
	if b.StoppedAt != "" {
		s.Text += " There was no time for " + b.StoppedAt + " and what follows it."
	}
	used := slices.DeleteFunc(slices.Clone(columns), func(c column) bool {
		return !slices.ContainsFunc(b.Results, func(r result) bool { return c.cell(r) != "" })
	})
	for _, c := range used {
		s.Table.Head = append(s.Table.Head, c.head)
	}
	for _, r := range b.Results {
		row := []string{r.Case}
		for _, c := range used {
			row = append(row, c.cell(r))
		}
		s.Table.Rows = append(s.Table.Rows, row)
	}
	return s
}

// mostShares is how many kernels of a step are shown.
const mostShares = 8

func (b bench) shares() table {
	t := table{Texts: 2, Head: []string{"step", "kernel", "device ms", "share"}}
	for _, r := range b.Results {
		for _, s := range r.Split[:min(mostShares, len(r.Split))] {
			t.Rows = append(t.Rows, []string{r.Case, s.Kernel, fmt.Sprintf("%.3f", s.DeviceMS), fmt.Sprintf("%.1f %%", 100*s.Share)})
		}
	}
	return t
}

// chosenKernels reads a run's kernels.json.
func chosenKernels(text []byte) table {
	var file struct {
		Kernels     map[string]string  `json:"kernels"`
		Nanoseconds map[string]float64 `json:"nanoseconds"`
	}
	t := table{Texts: 2, Head: []string{"convolution", "kernel", "ms"}}
	if json.Unmarshal(text, &file) != nil { // a part without them
		return t
	}
	for _, shape := range slices.SortedFunc(maps.Keys(file.Kernels), strings.Compare) {
		t.Rows = append(t.Rows, []string{shape, file.Kernels[shape], number("%.3f", file.Nanoseconds[shape]/1e6)})
	}
	return t
}
