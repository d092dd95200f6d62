package kernels

import (
	"slices"
	"testing"

	"autogan/tests/cases"
)

// The short run is for GPU-assisted validation, under which a driver on a CPU
// takes seconds to compile a kernel, again for each shape that specialises it.
const (
	// shortProducts is how many multiply-adds every kernel does in a second
	// where each of its reads is looked up among all buffers.
	shortProducts = 500_000
	// shortVariants is the number of variants that divide the other cases among
	// them.
	shortVariants = 8
)

// shortCases are the cases that the i-th of an operation's variants runs in a
// short run: every n-th, starting with the i-th, so that n variants in a row
// run all.
func shortCases(all []cases.Case, i, variants int) []cases.Case {
	quick := slices.DeleteFunc(slices.Clone(all), func(c cases.Case) bool { return c.Products > shortProducts })
	n := min(shortVariants, variants, len(quick))
	var chosen []cases.Case
	for k := range quick {
		if k%n == i%n {
			chosen = append(chosen, quick[k])
		}
	}
	return chosen
}

func TestVariantsShareTheCasesOfAShortRun(t *testing.T) {
	for _, variants := range []int{1, 3, 8, 15} {
		for _, n := range []int{1, 2, 9, 31} {
			all := make([]cases.Case, n)
			for k := range all {
				all[k].Name = string(rune('a' + k))
			}
			seen := map[string]bool{}
			for i := range variants {
				chosen := shortCases(all, i, variants)
				if len(chosen) == 0 {
					t.Errorf("%d cases, %d variants: the %d. runs none", n, variants, i)
				}
				for _, c := range chosen {
					seen[c.Name] = true
				}
			}
			if len(seen) != n {
				t.Errorf("%d cases: %d variants run %d", n, variants, len(seen))
			}
		}
	}
}
