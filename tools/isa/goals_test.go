package main

import (
	"strings"
	"testing"

	"autogan/tools/isa/budget"
	"autogan/tools/isa/code"
	"autogan/tools/newest"
)

// TestGoals misses each goal by one.
func TestGoals(t *testing.T) {
	good := budget.Row{Kernel: "conv2d_forward_tiled", Constants: "3,3,1,1,1,0,1,0,1,64,128,8,128", Waves: 8,
		Loop: code.Loop{MultiplyAdds: 900, SharedBytes: 900, Vector: 100}}
	for _, c := range []struct {
		name   string
		change func(r *budget.Row)
		want   string
	}{
		{"good", func(*budget.Row) {}, ""},
		{"a spill", func(r *budget.Row) { r.Spills = 1 }, "spills 1"},
		{"scratch", func(r *budget.Row) { r.Scratch = 4 }, "(4 bytes)"},
		{"bytes", func(r *budget.Row) { r.Loop.SharedBytes++ }, "loads 901 bytes"},
		{"waves", func(r *budget.Row) { r.Waves = 7 }, "7 waves"},
		{"instructions", func(r *budget.Row) { r.Loop.Vector++ }, "101 other"},
		{"4×4 results", func(r *budget.Row) { r.Waves, r.Constants = 7, "3,3,1,1,1,0,1,0,1,32,32,8,64" }, ""},
		{"float16", func(r *budget.Row) { r.Waves, r.Constants = 7, "3,3,1,1,1,0,1,3,1,64,128,8,128" }, ""},
		{"parts of steps", func(r *budget.Row) { r.Waves, r.Constants = 7, "3,3,1,1,1,0,1,0,0,64,128,8,128" }, ""},
		{"a weight's gradient", func(r *budget.Row) {
			r.Kernel, r.Waves, r.Constants = "conv2d_backward_weight_tiled", 7, "3,3,1,1,1,0,1,64,128,8,128"
		}, "7 waves"},
		{"another kernel", func(r *budget.Row) { r.Kernel, r.Waves = "fill", 7 }, ""},
	} {
		r := good
		c.change(&r)
		if got := (goal{8, 90}).missed(r); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for _, card := range newest.Cards {
		if goalOf(card) == (goal{}) {
			t.Errorf("%s has no goal", card.Name)
		}
	}
}
