package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/tests/testgpu"
)

// TestCompareSearches compares two searches over two seeds; asked again, it
// takes what is there.
func TestCompareSearches(t *testing.T) {
	testgpu.Stream(t)
	short := tiny + tinyFinal + "[derive]\ntop_k = 1\n"
	short = strings.Replace(short, "iterations = [2, 2]", "iterations = [1]", 1)
	learned := write(t, "learned.toml", short)
	random := write(t, "random.toml", strings.Replace(short, "[search]", "[search]\nstrategy = \"random\"", 1))
	cmd := command(t, "compare", learned, random, "--seeds", "1,2", "--run", "both")
	got := run(t, cmd)
	if got.status != 0 {
		t.Fatalf("status %d\n%s", got.status, got.stderr)
	}
	for _, want := range []string{"learned", "random", "of 2 seeds", "FID of 16 images of 8x8 from 64 images of procedural train at 8x8 by scorer procedural"} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("%q is not in\n%s", want, got.stdout)
		}
	}
	for _, name := range []string{"comparison.json", "report.html", "learned-seed-1/derive/generator-best.safetensors", "random-seed-2/result.json"} {
		if _, err := os.Stat(filepath.Join(cmd.Dir, "both", name)); err != nil {
			t.Error(err)
		}
	}
	for _, path := range []string{"both/learned-seed-1/derive", "both/learned-seed-1/derive/1/generator-last.safetensors", "both/learned-seed-1/derive/1"} {
		sample := command(t, "sample", path, "-n", "4")
		sample.Dir = cmd.Dir
		if got := run(t, sample); got.status != 0 || !strings.Contains(got.stdout, "samples-seed1") {
			t.Errorf("sample %s: status %d\n%s%s", path, got.status, got.stdout, got.stderr)
		}
	}
	again := command(t, cmd.Args[1:]...)
	again.Dir = cmd.Dir
	if second := run(t, again); second.stdout != got.stdout {
		t.Errorf("asked again it says\n%s\nwant\n%s", second.stdout, got.stdout)
	}
}
