package nas_test

import (
	"slices"
	"testing"

	"autogan/nas"
)

func TestRegister(t *testing.T) {
	if nas.Named("ours") != nil {
		t.Fatal("a strategy is there before it is registered")
	}
	nas.Register("ours", newEvolution)
	if nas.Named("ours") == nil || !slices.Contains(nas.Registered(), "ours") {
		t.Errorf("the registered ones are %q, want ours among them", nas.Registered())
	}
	for _, taken := range []string{"", "random", "ours"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a strategy was registered as %q", taken)
				}
			}()
			nas.Register(taken, newEvolution)
		}()
	}
}
