package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/tests/testgpu"
)

// TestCheckNamesDamagedFiles trains, checks the run, and damages two of its
// files. A command that reads one of them says so in one line, too.
func TestCheckNamesDamagedFiles(t *testing.T) {
	testgpu.Stream(t)
	dir := t.TempDir()
	finish(t, dir, []string{"train", write(t, "tiny.toml", tiny+tinyFinal), "--arch", "1 0 1 1", "--run", "run"})
	on := func(args ...string) result {
		cmd := command(t, args...)
		cmd.Dir = dir
		return run(t, cmd)
	}
	if got := on("check", "run"); got.status != 0 || got.stdout != "run: no file is damaged or missing\n" {
		t.Errorf("status %d\n%s%s", got.status, got.stdout, got.stderr)
	}
	files := []string{"generator-best.safetensors", "metrics.jsonl"}
	for _, name := range files {
		path := filepath.Join(dir, "run", name)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		data[len(data)/2] ^= 1
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for line, named := range map[string][]string{"check run": files, "sample run": files[:1], "report run": files[1:]} {
		got := on(strings.Fields(line)...)
		if got.status != 2 || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%s: status %d, want 2 and one line, got\n%s%s", line, got.status, got.stdout, got.stderr)
		}
		for _, name := range named {
			if !strings.Contains(got.stderr, "run/"+name) {
				t.Errorf("%s: %s is not named in %s", line, name, got.stderr)
			}
		}
	}
	log := filepath.Join(dir, "run", "metrics.jsonl")
	if err := os.WriteFile(log, []byte("{\"step\": zero}\n"), 0o644); err != nil { // the flips above may leave lines that read
		t.Fatal(err)
	}
	if got := on("report", "run"); got.status != 2 || !strings.Contains(got.stderr, "run/metrics.jsonl:1: not a line of this log") {
		t.Errorf("a line that does not read: status %d, %s", got.status, got.stderr)
	}
	if got := on("check", "nowhere"); got.status != 2 || !strings.Contains(got.stderr, "nowhere") {
		t.Errorf("status %d, %s", got.status, got.stderr)
	}
}
