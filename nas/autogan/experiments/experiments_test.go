package experiments

import (
	"slices"
	"strings"
	"testing"
)

// TestSummaries: every experiment has a line of its own that fits a terminal.
func TestSummaries(t *testing.T) {
	seen := map[string]string{}
	for _, name := range Names() {
		line := Summary(name)
		if len(line) < 10 || len(line) > 90 || strings.ContainsAny(line, "#\n") || strings.TrimSpace(line) != line {
			t.Errorf("%s is %q, want a line of 10 to 90 bytes", name, line)
		}
		if other := seen[line]; other != "" {
			t.Errorf("%s and %s are both %q", other, name, line)
		}
		seen[line] = name
	}
	if !slices.IsSorted(Names()) {
		t.Errorf("the names are not sorted: %q", Names())
	}
}
