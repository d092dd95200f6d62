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

// TestComparisonsDoNotShareTheDefaultFolder: the second would replace the table of
// the first. The folder of the user's choice, and more searches, are no mistake.
func TestComparisonsDoNotShareTheDefaultFolder(t *testing.T) {
	testgpu.Stream(t)
	short := strings.Replace(tiny+tinyFinal+"[derive]\ntop_k = 1\n", "iterations = [2, 2]", "iterations = [1]", 1)
	first, second := write(t, "first.toml", short), write(t, "second.toml", short)
	dir := t.TempDir()
	finish(t, dir, []string{"compare", first, "--seeds", "1"})
	before := read(t, dir, "runs/compare", "comparison.json")
	other := command(t, "compare", second, "--seeds", "1")
	other.Dir = dir
	if got := run(t, other); got.status != 2 || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, "first-seed-1") || !strings.Contains(got.stderr, "--run") {
		t.Errorf("status %d, want 2 and one line with a cure, got\n%s%s", got.status, got.stdout, got.stderr)
	}
	if read(t, dir, "runs/compare", "comparison.json") != before {
		t.Error("the first comparison was changed")
	}
	finish(t, dir, []string{"compare", second, "--seeds", "1", "--run", "runs/compare"})
	finish(t, dir, []string{"compare", first, second, "--seeds", "1"})
}

// TestPlanGoesOn: one run of a comparison and one of several seeds cannot go on,
// one has diverged. The others are done, the table says which has no figures,
// and the error names the first. When the cause is mended, the same command does
// what is left and nothing else.
func TestPlanGoesOn(t *testing.T) {
	testgpu.Stream(t)
	experiment := write(t, "tiny.toml", strings.Replace(tiny+tinyFinal+"[derive]\ntop_k = 1\n", "iterations = [2, 2]", "iterations = [1]", 1))
	const diverged = `{"arch":"1 0 1 1","seed":2,"step":40,"problem":"a loss is NaN"}`
	for _, c := range []struct {
		args                  []string
		broken, diverged      string // folders of runs
		failedRow, divergeRow string
		result                string // of another run, which is left alone
	}{
		{[]string{"compare", experiment, "--seeds", "1,2,3", "--run", "run"}, "run/tiny-seed-1", "run/tiny-seed-2/derive/1",
			"tiny    1     failed", "tiny    2     diverged at step 40", "run/tiny-seed-3/result.json"},
		{[]string{"train", experiment, "--arch", "1 0 1 1", "--set", "train.seeds=[1, 2, 3]", "--run", "run"}, "run/seed-1", "run/seed-2",
			"1     failed", "2     diverged at step 40", "run/seed-3/result.json"},
	} {
		t.Run(c.args[0], func(t *testing.T) {
			cmd := command(t, c.args...)
			put := func(path, text string) {
				t.Helper()
				path = filepath.Join(cmd.Dir, path)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			put(c.broken+"/checkpoint.safetensors", "cut")
			put(c.diverged+"/diverged.json", diverged)
			got := run(t, cmd)
			_, last, _ := strings.Cut(got.stderr, "autogan: 2 of 3 ")
			if got.status != 1 || !strings.Contains(got.stdout, c.failedRow) || !strings.Contains(got.stdout, c.divergeRow) || !strings.Contains(last, c.broken) {
				t.Fatalf("status %d, want 1, %q, %q, and at the end an error that names %s, got\n%s\n%s", got.status, c.failedRow, c.divergeRow, c.broken, got.stdout, got.stderr)
			}
			before, err := os.Stat(filepath.Join(cmd.Dir, c.result))
			if err != nil {
				t.Fatal(err)
			}
			for _, path := range []string{c.broken + "/checkpoint.safetensors", c.diverged + "/diverged.json"} {
				if err := os.Remove(filepath.Join(cmd.Dir, path)); err != nil {
					t.Fatal(err)
				}
			}
			finish(t, cmd.Dir, c.args)
			if after, err := os.Stat(filepath.Join(cmd.Dir, c.result)); err != nil || !after.ModTime().Equal(before.ModTime()) {
				t.Errorf("a finished run was done again (%v)", err)
			}
		})
	}
}
