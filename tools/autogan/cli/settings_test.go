package cli

import (
	"strings"
	"testing"

	"autogan/nas/autogan/config"
)

// TestSettingsPrintsTheTable: every setting is a line, with the words of the
// error for a value that it cannot hold.
func TestSettingsPrintsTheTable(t *testing.T) {
	list := func(args ...string) (lines []string, stderr string, status int) {
		var out, err strings.Builder
		status = run(append([]string{"settings"}, args...), &out, &err)
		return strings.Split(strings.TrimSpace(out.String()), "\n")[1:], err.String(), status
	}
	lines, _, status := list()
	settings := config.Settings()
	if status != 0 || len(lines) != len(settings) {
		t.Fatalf("status %d, %d lines for %d settings", status, len(lines), len(settings))
	}
	for i, s := range settings {
		if fields := strings.Fields(lines[i]); fields[0] != s.Key || !strings.Contains(lines[i], s.Default) || !strings.HasSuffix(lines[i], s.Wanted) {
			t.Errorf("%s: got %q", s.Key, lines[i])
		}
	}
	_, err := config.Load("quickstart", "gan.channels=0")
	one, _, _ := list("gan.channels")
	if _, may, _ := strings.Cut(err.Error(), "want "); len(one) != 1 || !strings.HasSuffix(one[0], may) {
		t.Errorf("the error is %v, the table has %q", err, one)
	}
	if section, _, _ := list("reset"); len(section) != 4 {
		t.Errorf("the section reset has %q", section)
	}
	var out, stderr strings.Builder
	if status := run([]string{"settings", "rest"}, &out, &stderr); status != 2 || strings.Count(stderr.String(), "\n") != 1 {
		t.Errorf("an unknown section: status %d, %q", status, stderr.String())
	}
}
