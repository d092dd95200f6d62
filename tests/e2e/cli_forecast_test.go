package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"autogan/tests/testgpu"
)

// TestForecast prints what a search takes and makes no run folder. Without the
// file of Inception-v3 a forecast is made with random weights, and says so; the
// search itself still refuses.
func TestForecast(t *testing.T) {
	testgpu.Stream(t)
	file := write(t, "tiny.toml", tiny)
	cmd := command(t, "search", file, "--run", "run", "--forecast")
	got := run(t, cmd)
	line := regexp.MustCompile(`(?s)stage +images +iterations.*\n1 +8x8 +2 .*\n2 +16x16 +2 .*\ntiny takes .+ on .+\n$`)
	if got.status != 0 || !line.MatchString(got.stdout) || strings.Contains(got.stdout, "random weights") {
		t.Errorf("status %d\n%s%s", got.status, got.stdout, got.stderr)
	}
	if made, err := os.ReadDir(cmd.Dir); err != nil || len(made) > 0 {
		t.Errorf("the forecast made %v, %v", made, err)
	}
	inception := []string{"search", file, "--set", "reward.scorer=inception", "--set", "reward.images=2", "--set", "search.iterations=[1]"}
	got = run(t, command(t, append(inception, "--forecast")...))
	if got.status != 0 || !strings.Contains(got.stdout, "inception-2015-12-05.safetensors is not there or not whole: rewards were timed with random weights") {
		t.Errorf("status %d\n%s%s", got.status, got.stdout, got.stderr)
	}
	got = run(t, command(t, inception...))
	if got.status != 2 || !strings.Contains(got.stderr, "autogan data inception") {
		t.Errorf("without a forecast: status %d\n%s", got.status, got.stderr)
	}
}

// TestSearchSaysWhatItTakes: a new search does, one that continues does not.
func TestSearchSaysWhatItTakes(t *testing.T) {
	testgpu.Stream(t)
	search := command(t, "search", write(t, "tiny.toml", tiny), "--run", "run", "--set", "search.iterations=[1]")
	const line = "this search will take "
	if got := run(t, search); got.status != 0 || !strings.Contains(got.stderr, line) {
		t.Errorf("status %d\n%s", got.status, got.stderr)
	}
	if err := os.Remove(filepath.Join(search.Dir, "run", "result.json")); err != nil {
		t.Fatal(err)
	}
	again := command(t, search.Args[1:]...)
	again.Dir = search.Dir
	if got := run(t, again); got.status != 0 || strings.Contains(got.stderr, line) {
		t.Errorf("continued: status %d\n%s", got.status, got.stderr)
	}
}
