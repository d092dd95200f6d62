package gan

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestArchFields(t *testing.T) {
	want := Arch{
		{ConvOrder: PreActivation, Norm: NoNorm, Upsampling: Nearest, Shortcut: true},
		{ConvOrder: PreActivation, Norm: NoNorm, Upsampling: Bilinear, Shortcut: true, SkipIns: 1},
		{ConvOrder: PreActivation, Norm: NoNorm, Upsampling: Nearest, SkipIns: 3},
	}
	if diff := cmp.Diff(want, Top1); diff != "" {
		t.Errorf("Top1 mismatch (-want +got)\n%s", diff)
	}
	describe := `cell 1: pre-activation, no norm, nearest, shortcut
cell 2: pre-activation, no norm, bilinear, shortcut, skip from cell 1
cell 3: pre-activation, no norm, nearest, skips from cells 1 and 2
`
	if diff := cmp.Diff(describe, Top1.Describe()); diff != "" {
		t.Errorf("Describe mismatch (-want +got)\n%s", diff)
	}
}

func TestSkipSourcesOldestIsMostSignificant(t *testing.T) {
	for mask, want := range [][]int{nil, {1}, {0}, {0, 1}} {
		a := Arch{{}, {}, {SkipIns: SkipIns(mask)}}
		if diff := cmp.Diff(want, a.SkipSources(2)); diff != "" {
			t.Errorf("SkipSources with mask %d mismatch (-want +got)\n%s", mask, diff)
		}
	}
}

func TestParseArchForms(t *testing.T) {
	for _, text := range []string{
		"1 0 1 1 / 1 0 0 1 1 / 1 0 1 0 3",
		" 1 0 1 1/1 0 0 1 1/1 0 1 0 3\n",
		"1 0 1 1 1 0 0 1 1 1 0 1 0 3",
		"top1",
	} {
		got, err := ParseArch(text)
		if err != nil || !got.Equal(Top1) {
			t.Errorf("ParseArch(%q) = %v, %v, want top-1", text, got, err)
		}
	}
	for _, partial := range []Arch{Top1[:1], Top1[:2]} {
		got, err := ParseArch(partial.String())
		if err != nil || !got.Equal(partial) {
			t.Errorf("ParseArch(%q) = %v, %v", partial, got, err)
		}
	}
}

func TestParseArchErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "empty"},
		{"/", "cell 1: got 0 integers, want 4 (conv order, norm, upsampling, shortcut)"},
		{"1 0 1", "got 3 integers, want 4 (one cell), 9 (two) or 14 (three)"},
		{"1 0 1 1 / 1 0 0 1", "cell 2: got 4 integers, want 5"},
		{"1 0 1 1 / 1 0 5 1 1", "cell 2, upsampling (position 3): got 5, want 0 (bilinear), 1 (nearest) or 2 (deconvolution)"},
		{"1 0 1 1 / 1 0 1 1 2", "cell 2, skip-ins (position 5): got 2, want 0 (no skips) or 1 (skip from cell 1)"},
		{"1 0 1 -1", "cell 1, shortcut (position 4): got -1, want 0 (off) or 1 (on)"},
		{"1 0 x 1", `"x" is not an integer`},
		{"1 0 1 1 / 1 0 0 1 1 / 1 0 1 0 3 / 1 0 1 0 3", "got 4 cells, want at most 3"},
		{"top9", `no architecture is named "top9"; known: top1, top2, top3, e2gan`},
	} {
		_, err := ParseArch(c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("ParseArch(%q) error %v, want it to contain %q", c.text, err, c.want)
		}
	}
}

func TestValidate(t *testing.T) {
	for _, a := range []Arch{
		{}, {{SkipIns: 1}}, {{Norm: 3}}, {{}, {SkipIns: 2}}, {{}, {}, {}, {}}, {{Upsampling: 7}},
	} {
		if a.Validate() == nil {
			t.Errorf("Validate(%v) = nil, want an error", []Cell(a))
		}
	}
}

func TestEveryArchRoundTrips(t *testing.T) {
	seen, seenTexts := 0, make(map[string]struct{}, 373_248)
	for a := range everyArch(MaxCells) {
		text := a.String()
		got, err := ParseArch(text)
		if err != nil || !got.Equal(a) {
			t.Fatalf("ParseArch(%q) = %v, %v", text, got, err)
		}
		seen++
		seenTexts[text] = struct{}{}
	}
	if seen != 373_248 || len(seenTexts) != seen { // 36 * 72 * 144
		t.Errorf("%d architectures, %d texts, want 373248 of both", seen, len(seenTexts))
	}
}

// everyArch counts through the space like an odometer.
func everyArch(cells int) func(yield func(Arch) bool) {
	var options []int
	for i := range cells {
		for _, d := range Decisions(i) {
			options = append(options, len(d.Options))
		}
	}
	return func(yield func(Arch) bool) {
		tokens := make([]int, len(options))
		for {
			a, err := ArchFromTokens(tokens)
			if err != nil {
				panic(err)
			}
			if !yield(a) {
				return
			}
			i := len(tokens) - 1
			for ; i >= 0 && tokens[i] == options[i]-1; i-- {
				tokens[i] = 0
			}
			if i < 0 {
				return
			}
			tokens[i]++
		}
	}
}

func FuzzParseArch(f *testing.F) {
	for _, n := range NamedArchs() {
		f.Add(n.Arch.String())
		f.Add(n.Name)
	}
	f.Add("1 0 1")
	f.Add("/ / /")
	f.Add("1 0 1 1 / 1 0 5 1 9999999999999999999")
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ParseArch(text)
		if err != nil {
			return
		}
		if err := a.Validate(); err != nil {
			t.Fatalf("ParseArch(%q) gave an invalid architecture: %v", text, err)
		}
		again, err := ParseArch(a.String())
		if err != nil || !again.Equal(a) {
			t.Fatalf("%q does not round-trip: %v, %v", a, again, err)
		}
	})
}
