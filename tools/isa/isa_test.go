package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"autogan/shaders"
	"autogan/tools/isa/budget"
	"autogan/tools/newest"
	"autogan/vk"
)

// TestMain lets this test's binary compile for a card, as the program does.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == compileCommand {
		if err := compileHere(os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// TestBudgets compiles every kernel for every card and compares it with its
// budget. Where Mesa is another than the budget's, nothing is a fault.
func TestBudgets(t *testing.T) {
	cache, err := newest.Cache()
	if err != nil {
		t.Fatal(err)
	}
	folder := newest.In(cache)
	if !folder.Exists() {
		t.Skipf("skipped: the compilers of GPUs are not in %s; make drivers fetches them", folder.Root)
	}
	for _, card := range newest.Cards {
		t.Run(card.Name, func(t *testing.T) {
			t.Parallel()
			kept, err := budget.Of(card.Name)
			if err != nil {
				t.Fatalf("%v: make isa-update writes it", err)
			}
			m := measureCard(folder, card)
			if m.err != nil && kept.Mesa != folder.Mesa() {
				t.Skipf("skipped: %s: %v", card.Title, m.err)
			}
			if m.err != nil {
				t.Fatal(m.err)
			}
			check(t, kept, m)
		})
	}
}

// check fails the test for faults, and logs other differences.
func check(t *testing.T, kept budget.Table, m measured) {
	for _, c := range budget.Compare(kept, m.table) {
		if c.Fault != "" && kept.Mesa == m.table.Mesa {
			t.Error(c)
			continue
		}
		t.Log(c)
	}
	for _, r := range m.table.Rows {
		if missed := goalOf(m.card).missed(r); missed != "" && kept.Mesa == m.table.Mesa {
			t.Errorf("%s %s: %s", r.Kernel, r.Constants, missed)
		}
	}
	if t.Failed() {
		t.Logf("look at the kernels with go run ./tools/isa -card %s, then run make isa-update", m.card.Name)
	}
	if len(m.table.Rows) < len(shaders.All)*9/10 {
		t.Errorf("%d rows of %d kernels", len(m.table.Rows), len(shaders.All))
	}
}

// TestPrintedCode gives each kernel the text that a driver printed for it, and
// refuses a text of other kernels.
func TestPrintedCode(t *testing.T) {
	c := compiled{Executables: []vk.Executable{{Kernel: shaders.Fill}, {Kernel: shaders.AddEach}}}
	const first, second = "shader: MESA_SHADER_COMPUTE\nshared_size: 64\n", "shader: MESA_SHADER_COMPUTE\nshared_size: 8192\n"
	if err := c.addPrinted("MESA: a warning\n" + first + second); err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{64, 8192} {
		if got := sharedIn(c.Executables[i].Texts); got != want {
			t.Errorf("kernel %d has %d bytes of shared memory, want %d", i, got, want)
		}
	}
	if err := c.addPrinted(first); err == nil || !strings.Contains(err.Error(), "1 kernels of 2") {
		t.Errorf("one text for two kernels: %v", err)
	}
}

// TestStatistics reads a driver's numbers, and names one that is gone.
func TestStatistics(t *testing.T) {
	e := vk.Executable{Kernel: shaders.Fill, Spec: []uint32{3, 1}, Lanes: 32, Statistics: map[string]float64{
		"GPRs": 40, "Spills": 1, "Scratch": 16, "Threads": 640, "Code size": 100, "Instructions": 20,
	}, Texts: map[string]string{printedText: "shared_size: 256\n  0: 88000000 stop\n"}}
	want := budget.Row{Kernel: "fill", Constants: "3,1", Lanes: 32, Registers: 40, Spills: 1, Scratch: 16, Shared: 256, Waves: 20, Size: 100, Cycles: 20}
	want.Loop.Instructions = 1
	if got, err := drivers[newest.Honeykrisp].row(e); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	delete(e.Statistics, "Spills")
	if _, err := drivers[newest.Honeykrisp].row(e); err == nil || !strings.Contains(err.Error(), `"Spills"`) {
		t.Errorf("without a statistic: %v", err)
	}
	e.Statistics["Spills"], e.Texts = 0, nil
	if _, err := drivers[newest.Honeykrisp].row(e); err == nil || !strings.Contains(err.Error(), printedText) {
		t.Errorf("without machine code: %v", err)
	}
}

// TestShow prints the kernels that were asked for, and a card without a compiler
// in a line.
func TestShow(t *testing.T) {
	dir := t.TempDir()
	o := options{kernel: regexp.MustCompile(`^conv.* 3,3$`), code: dir}
	m := measured{card: newest.Card{Name: "none", Title: "A card", Family: newest.NVK}, codes: map[string]string{"conv2d 3,3": "ffma"}}
	m.table = budget.Table{Mesa: "Mesa 1.2", Rows: []budget.Row{{Kernel: "conv2d", Constants: "1,1"}, {Kernel: "conv2d", Constants: "3,3"}}}
	var out strings.Builder
	if err := o.show(&out, m); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{"A card, NVK, Mesa 1.2\n": true, "conv2d 3,3": true, "conv2d 1,1": false, "no budget:": true} {
		if strings.Contains(out.String(), text) != want {
			t.Errorf("%q is printed: %v, want %v:\n%s", text, !want, want, out.String())
		}
	}
	if code, err := os.ReadFile(filepath.Join(dir, "conv2d-3,3-none.txt")); err != nil || string(code) != "ffma" {
		t.Errorf("the machine code is %q, %v", code, err)
	}
	out.Reset()
	m.err = errors.New("no compiler")
	if err := o.show(&out, m); err != nil || out.String() != "A card: skipped: no compiler\n\n" {
		t.Errorf("without a compiler: %q, %v", out.String(), err)
	}
}
