//go:build windows

package windows

import (
	"strconv"
	"strings"
	"testing"
)

// TestTwoSearches starts a second search in the folder of one that runs: it is
// refused in one line that names the first process. The lock ends with the
// process that has it, however that ends.
func TestTwoSearches(t *testing.T) {
	folder := workFolder(t)
	args := []string{"search", experiment, "--run", "run"}
	first := command(t, folder, args...)
	started(t, folder, first)
	got := run(t, folder, args...)
	if pid := strconv.Itoa(first.Process.Pid); got.status == 0 || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, pid) {
		t.Errorf("the second search ended with status %d, want a failure and one line with process %s, got\n%s", got.status, pid, got.stderr)
	}
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait() // it was killed
	succeed(t, folder, args...)
}
