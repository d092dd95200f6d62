//go:build windows

package windows

import (
	"strings"
	"testing"
)

func TestDevices(t *testing.T) {
	out := succeed(t, t.TempDir(), "devices")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) < 2 || !strings.HasPrefix(lines[0], "index") || !strings.HasSuffix(strings.TrimSpace(lines[1]), "yes") {
		t.Errorf("want a table with a usable device, got\n%s", out)
	}
	t.Log("\n" + out)
}

func TestDoctor(t *testing.T) {
	out := succeed(t, t.TempDir(), "doctor")
	if !strings.HasSuffix(strings.TrimSpace(out), "PASS") || strings.Contains(out, "FAIL") {
		t.Errorf("doctor does not pass:\n%s", out)
	}
	t.Log("\n" + out)
}
