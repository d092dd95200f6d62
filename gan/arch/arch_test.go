package arch

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func parse(t *testing.T, text string) Arch {
	t.Helper()
	a, err := AutoGAN.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestPublishedCells(t *testing.T) {
	top1 := parse(t, "top1")
	want := []Cell{
		{ConvOrder: PreActivation, Norm: NoNorm, Upsampling: Nearest, Shortcut: true},
		{ConvOrder: PreActivation, Norm: NoNorm, Upsampling: Bilinear, Shortcut: true, SkipSources: []int{0}},
		{ConvOrder: PreActivation, Norm: NoNorm, Upsampling: Nearest, SkipSources: []int{0, 1}},
	}
	for i, w := range want {
		if diff := cmp.Diff(w, CellOf(i, top1.Cell(i))); diff != "" {
			t.Errorf("cell %d of top-1 mismatch (-want +got)\n%s", i+1, diff)
		}
	}
	describe := `cell 1: pre-activation, no norm, nearest, shortcut
cell 2: pre-activation, no norm, bilinear, shortcut, skip from cell 1
cell 3: pre-activation, no norm, nearest, skips from cells 1 and 2
`
	if diff := cmp.Diff(describe, top1.Describe()); diff != "" {
		t.Errorf("Describe mismatch (-want +got)\n%s", diff)
	}
}

func TestSkipSourcesOldestIsMostSignificant(t *testing.T) {
	for mask, want := range [][]int{nil, {1}, {0}, {0, 1}} {
		if diff := cmp.Diff(want, CellOf(2, []int{0, 0, 0, 0, mask}).SkipSources); diff != "" {
			t.Errorf("sources of mask %d mismatch (-want +got)\n%s", mask, diff)
		}
	}
}

func TestParseForms(t *testing.T) {
	top1 := parse(t, "top1")
	for _, text := range []string{
		"1 0 1 1 / 1 0 0 1 1 / 1 0 1 0 3",
		" 1 0 1 1/1 0 0 1 1/1 0 1 0 3\n",
		"1 0 1 1 1 0 0 1 1 1 0 1 0 3",
	} {
		if got, err := AutoGAN.Parse(text); err != nil || !got.Equal(top1) {
			t.Errorf("Parse(%q) = %v, %v, want top-1", text, got, err)
		}
	}
	for cells := 1; cells <= 3; cells++ {
		partial := top1.First(cells)
		if got := parse(t, partial.String()); !got.Equal(partial) || got.Cells() != cells {
			t.Errorf("Parse(%q) = %v", partial, got)
		}
	}
}

// TestFirstHasNoMoreCells: an early stage of a later stage's architecture must
// not show the tokens after its own.
func TestFirstHasNoMoreCells(t *testing.T) {
	one := parse(t, "top1").First(1)
	defer func() {
		if recover() == nil {
			t.Error("two cells of an architecture of one: no panic")
		}
	}()
	one.First(2)
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "empty"},
		{"/", "cell 1: got 0 integers, want 4 (conv order, norm, upsampling, shortcut)"},
		{"1 0 1", "got 3 integers, want 4 (1 cell), 9 (2 cells) or 14 (3 cells)"},
		{"1 0 1 1 / 1 0 0 1", "cell 2: got 4 integers, want 5"},
		{"1 0 1 1 / 1 0 5 1 1", "cell 2, upsampling (position 3): got 5, want 0 (bilinear), 1 (nearest) or 2 (deconvolution)"},
		{"1 0 1 1 / 1 0 1 1 2", "cell 2, skip-ins (position 5): got 2, want 0 (no skips) or 1 (skip from cell 1)"},
		{"1 0 1 -1", "cell 1, shortcut (position 4): got -1, want 0 (off) or 1 (on)"},
		{"1 0 x 1", `"x" is not an integer`},
		{"1 0 1 1 / 1 0 0 1 1 / 1 0 1 0 3 / 1 0 1 0 3", "got 4 cells, want at most 3"},
		{"top9", `no architecture is named "top9"; known: top1, top2, top3, e2gan, sngan`},
	} {
		_, err := AutoGAN.Parse(c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Parse(%q) error %v, want it to contain %q", c.text, err, c.want)
		}
	}
}

func TestEveryArchRoundTrips(t *testing.T) {
	seen, texts := 0, make(map[string]struct{}, 373_248)
	for a := range everyArch(AutoGAN) {
		text := a.String()
		got, err := AutoGAN.Parse(text)
		if err != nil || !got.Equal(a) {
			t.Fatalf("Parse(%q) = %v, %v", text, got, err)
		}
		seen++
		texts[text] = struct{}{}
	}
	if seen != 373_248 || len(texts) != seen { // 36 * 72 * 144
		t.Errorf("%d architectures, %d texts, want 373248 of both", seen, len(texts))
	}
}

// everyArch enumerates the architectures of all cells.
func everyArch(s *Space) func(yield func(Arch) bool) {
	return func(yield func(Arch) bool) { extend(s, nil, 0, yield) }
}

func extend(s *Space, tokens []int, cell int, yield func(Arch) bool) bool {
	if cell == len(s.Cells) {
		return yield(Arch{s, tokens})
	}
	for more := range s.choicesOf(cell) {
		if !extend(s, slices.Concat(tokens, more), cell+1, yield) {
			return false
		}
	}
	return true
}

// Of a decision with bits, the options are all their combinations.
func TestDecisionsOfBits(t *testing.T) {
	for _, name := range Names() {
		s, err := Named(name)
		if err != nil {
			t.Fatal(err)
		}
		for cell, decisions := range s.Cells {
			for _, d := range decisions {
				if d.Bits > 0 && len(d.Options) != 1<<d.Bits {
					t.Errorf("%s, cell %d: %s has %d bits and %d options", name, cell+1, d.Name, d.Bits, len(d.Options))
				}
			}
		}
	}
	if last := AutoGAN.Cells[2]; last[4].Bits != 2 || last[3].Bits != 0 {
		t.Errorf("skip-ins of the third cell have %d bits, want 2; its shortcut has %d", last[4].Bits, last[3].Bits)
	}
}

func FuzzParse(f *testing.F) {
	for _, p := range AutoGAN.Published {
		f.Add(p.Text)
		f.Add(p.Name)
	}
	f.Add("1 0 1")
	f.Add("/ / /")
	f.Add("1 0 1 1 / 1 0 5 1 9999999999999999999")
	f.Fuzz(func(t *testing.T, text string) {
		a, err := AutoGAN.Parse(text)
		if err != nil {
			return
		}
		again, err := AutoGAN.Parse(a.String())
		if err != nil || !again.Equal(a) {
			t.Fatalf("%q does not round-trip: %v, %v", a, again, err)
		}
	})
}
