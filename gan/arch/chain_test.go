package arch

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestChains shows what a diagram of a cell is made of.
func TestChains(t *testing.T) {
	r := parse(t, "0 1 2 1 / 1 2 0 0 1 / 1 0 1 0 3").Record(Geometry{Channels: 8, BottomWidth: 4})
	want := [][]string{
		{"deconvolution x2, conv 3x3, batch norm, relu; feeds", "conv 3x3, batch norm, relu", "branch: deconvolution x2, conv 1x1"},
		{"instance norm, relu, bilinear x2, conv 3x3; feeds", "branch of cell 1: bilinear x2, conv 1x1", "instance norm, relu, conv 3x3"},
		{"relu, nearest x2, conv 3x3", "branch of cell 1: nearest x4, conv 1x1", "branch of cell 2: nearest x2, conv 1x1", "relu, conv 3x3"},
		{"batch norm, relu, conv 3x3, tanh"},
	}
	for cell, lines := range want {
		var got []string
		for _, c := range r.Chains(cell) {
			got = append(got, describe(r, cell, c))
		}
		if diff := cmp.Diff(lines, got); diff != "" {
			t.Errorf("cell %d mismatch (-want +got)\n%s", cell+1, diff)
		}
	}
}

func describe(r Record, cell int, c Chain) string {
	line := strings.Join(c.Labels, ", ")
	switch {
	case c.Branch && c.From == r.Input(cell):
		return "branch: " + line
	case c.Branch:
		return "branch of cell " + string(rune('1'+c.From.Cell)) + ": " + line
	case r.Feeds(c.End):
		return line + "; feeds"
	}
	return line
}

// TestChainsOfAnotherOrder: a branch may have no steps, and a line may read the
// input of its cell twice.
func TestChainsOfAnotherOrder(t *testing.T) {
	s := &Space{Name: "plain", Cells: [][]Decision{{{Name: "one", Options: []string{"only"}}}},
		Wire: func(b Builder, _ int, _ []int, x Value, _ []Value) Ends {
			x = b.Share(b.Upsample(x, Nearest, 2))
			y := b.Add(b.Conv(b.ReLU(x), "conv", 3), x)
			return Ends{Half: x, Joined: x, Out: y}
		}}
	a, err := s.Arch([]int{0})
	if err != nil {
		t.Fatal(err)
	}
	r := a.Record(Geometry{Channels: 1, BottomWidth: 1})
	var got []Chain
	for _, c := range r.Chains(0) {
		got = append(got, Chain{Labels: c.Labels, Branch: c.Branch})
	}
	want := []Chain{{Labels: []string{"nearest x2"}}, {Labels: []string{"relu", "conv 3x3"}}, {Branch: true}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
}

func TestBuilderRefuses(t *testing.T) {
	for name, wire := range map[string]func(b Builder, x Value){
		"sizes that differ":      func(b Builder, x Value) { b.Add(x, b.Upsample(x, Nearest, 2)) },
		"one name twice":         func(b Builder, x Value) { b.Conv(b.Conv(x, "conv", 3), "conv", 3) },
		"weights of an upsample": func(b Builder, x Value) { b.Upsample(x, Deconvolution, 2) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			c, x := cellCounter(Geometry{Channels: 1, BottomWidth: 1}, 0)
			wire(c, x)
		}()
	}
}
