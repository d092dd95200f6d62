package budget

import (
	"strings"
	"testing"

	"autogan/tools/isa/code"

	"github.com/google/go-cmp/cmp"
)

func row() Row {
	return Row{Kernel: "conv2d", Constants: "3,3", Lanes: 32, Registers: 80, Shared: 8192, Waves: 12, Size: 4000, Cycles: 2100,
		Loop: code.Loop{MultiplyAdds: 64, Matrix: 8, SharedLoads: 4, SharedBytes: 64, Waits: 2, Vector: 5, Instructions: 100}}
}

func TestFilesKeepTheTable(t *testing.T) {
	want := Table{Mesa: "Mesa 26.2.6-1", Rows: []Row{row(), {Kernel: "fill", Constants: "-", Lanes: 64}}}
	var text strings.Builder
	if err := want.Write(&text); err != nil {
		t.Fatal(err)
	}
	got, err := Read(text.String())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestBadFilesNameTheLine(t *testing.T) {
	var text strings.Builder
	if err := (Table{Mesa: "Mesa 1", Rows: []Row{row()}}).Write(&text); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, becomes, want string }{
		{" 12 ", " twelve ", "line 3: column waves"},
		{" 12 ", " ", "line 3: 16 columns, want 17"},
	} {
		if _, err := Read(strings.Replace(text.String(), c.old, c.becomes, 1)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
}

// TestFaults changes a column at a time. Only what makes a kernel worse is a
// fault.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(r *Row)
		fault  string // a part of it; "" if it is none
	}{
		{"a spill", func(r *Row) { r.Spills = 1 }, "spills 1"},
		{"scratch memory", func(r *Row) { r.Scratch = 16 }, "(16 bytes)"},
		{"a wave less", func(r *Row) { r.Waves = 11 }, "11 waves, its budget is 12"},
		{"a wave more", func(r *Row) { r.Waves = 13 }, ""},
		{"more registers", func(r *Row) { r.Registers = 84 }, ""},
		{"no matrix unit", func(r *Row) { r.Loop.Matrix = 0 }, "no matrix instructions"},
		{"a loop of 5 % more", func(r *Row) { r.Loop.Instructions = 105 }, ""},
		{"a loop of 6 % more", func(r *Row) { r.Loop.Instructions = 106 }, "106 instructions a turn of its loop, its budget is 100"},
		{"a shorter loop", func(r *Row) { r.Loop.Instructions = 50 }, ""},
	} {
		now := row()
		c.change(&now)
		changes := Compare(Table{Rows: []Row{row()}}, Table{Rows: []Row{now}})
		if len(changes) != 1 || changes[0].Kernel != "conv2d 3,3" || changes[0].Text == "" {
			t.Errorf("%s: %v, want one change of conv2d 3,3", c.name, changes)
			continue
		}
		if got := changes[0].Fault; (got == "") != (c.fault == "") || !strings.Contains(got, c.fault) {
			t.Errorf("%s: fault %q, want %q", c.name, got, c.fault)
		}
	}
	if changes := Compare(Table{Rows: []Row{row()}}, Table{Rows: []Row{row()}}); len(changes) != 0 {
		t.Errorf("equal tables: %v", changes)
	}
}

// TestKernelsOfOneTable must be faults: a budget that is not checked is none.
func TestKernelsOfOneTable(t *testing.T) {
	other := row()
	other.Constants = "1,1"
	changes := Compare(Table{Rows: []Row{row()}}, Table{Rows: []Row{other}})
	if len(changes) != 2 || changes[0].String() != "conv2d 1,1: has no budget" || changes[1].String() != "conv2d 3,3: has a budget and is not compiled any more" {
		t.Errorf("got %v", changes)
	}
}
