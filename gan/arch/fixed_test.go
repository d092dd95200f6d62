package arch

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFixLeaves(t *testing.T) {
	for _, c := range []struct {
		chosen  map[string]string
		choices [3]int
		words   string
	}{
		{nil, [3]int{36, 72, 144}, ""},
		{map[string]string{"norm": "none"}, [3]int{12, 24, 48}, "norm: no norm"},
		{map[string]string{"norm": "no norm", "upsampling": "nearest"}, [3]int{4, 8, 16}, "norm: no norm, upsampling: nearest"},
		{map[string]string{"conv_order": "pre", "skip-ins": "none"}, [3]int{18, 18, 18}, "conv order: pre-activation, skip-ins: no skips"},
		{map[string]string{"skip ins": "all"}, [3]int{36, 36, 36}, "skip-ins: skip from cell 1, skip-ins: skips from cells 1 and 2"},
		{map[string]string{"Upsampling": "Deconv", "shortcut": "on"}, [3]int{6, 12, 24}, "upsampling: deconvolution, shortcut: on"},
	} {
		f, err := AutoGAN.Fix(c.chosen)
		if err != nil {
			t.Errorf("%v: %v", c.chosen, err)
			continue
		}
		for cell, want := range c.choices {
			if got := f.Choices(cell); got != want {
				t.Errorf("%v: %d choices of cell %d, want %d", c.chosen, got, cell+1, want)
			}
		}
		for _, words := range strings.Split(c.words, ", ") {
			if !strings.Contains(f.String(), words) || (f.String() == "") != (c.chosen == nil) {
				t.Errorf("%v reads %q, want %q", c.chosen, f, c.words)
			}
		}
	}
}

func TestFixErrors(t *testing.T) {
	for _, c := range []struct{ name, option, want string }{
		{"nrom", "none", `nrom: got "none", want a decision that there is: conv order, norm, upsampling, shortcut or skip-ins`},
		{"norm", "layer", `norm: got "layer", want none, batch or instance`},
		{"skip-ins", "skip from cell 2", `skip-ins: got "skip from cell 2", want none or all`},
		{"norm", "", `norm: got ""`},
		{"skip-ins", "", `skip-ins: got ""`},
	} {
		_, err := AutoGAN.Fix(map[string]string{c.name: c.option})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s = %q: error %v, want it to contain %q", c.name, c.option, err, c.want)
		}
	}
}

func TestCompleteAndReduce(t *testing.T) {
	f, err := AutoGAN.Fix(map[string]string{"norm": "instance", "shortcut": "on"})
	if err != nil {
		t.Fatal(err)
	}
	searched := []int{1, 0, 0, 2, 1, 1, 1, 3}
	full := []int{1, 2, 0, 1, 0, 2, 2, 1, 1, 1, 2, 1, 1, 3}
	for _, c := range []struct{ cells, searched, full int }{{1, 2, 4}, {2, 5, 9}, {3, 8, 14}} {
		if diff := cmp.Diff(full[:c.full], f.Complete(c.cells, searched[:c.searched])); diff != "" {
			t.Errorf("Complete of %d cells mismatch (-want +got)\n%s", c.cells, diff)
		}
		if diff := cmp.Diff(searched[:c.searched], f.Reduce(full[:c.full])); diff != "" {
			t.Errorf("Reduce of %d cells mismatch (-want +got)\n%s", c.cells, diff)
		}
	}
}
