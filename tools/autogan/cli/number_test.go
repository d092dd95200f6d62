package cli

import (
	"bytes"
	"strings"
	"testing"
)

// TestLimits gives an option that holds a time what is none.
func TestLimits(t *testing.T) {
	for _, text := range []string{"0s", "-5s", "90", "", "soon"} {
		var stdout, stderr bytes.Buffer
		status := run([]string{"bench", "--time", text}, &stdout, &stderr)
		if said := stderr.String(); status != statusBadInput || !strings.Contains(said, "want a time above zero, such as 90s") || strings.Count(said, "\n") != 1 {
			t.Errorf("--time %q: status %d, %q", text, status, said)
		}
	}
}
