package e2e

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
)

// format1 holds runs that the first program left, before files had a version,
// and the experiments of its time. They were made by
//
//	autogan search old.toml --run searched
//	autogan train old.toml --arch "1 0 1 1" --run trained
//
// and by the same commands stopped half way, --run search and --run training.
// Left out are images, reports and statistics, which a run makes again; the
// checkpoints are compressed. Never make them again: what they are for is that
// no later program could have written them.
const format1 = "testdata/format1"

// oldRun copies a run of the first program into a folder "run" of a command's.
func oldRun(t *testing.T, dir, name string) {
	t.Helper()
	to := filepath.Join(dir, "run")
	if err := os.CopyFS(to, os.DirFS(filepath.Join(format1, name))); err != nil {
		t.Fatal(err)
	}
	packed, err := os.Open(filepath.Join(to, "checkpoint.safetensors.gz"))
	if err != nil {
		return // a run that has ended needs none
	}
	defer packed.Close()
	unpacked, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(to, "checkpoint.safetensors"), content, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(packed.Name()); err != nil {
		t.Fatal(err)
	}
}

// onOld runs a command line on an old run and returns the command's folder.
func onOld(t *testing.T, name, line, want string) string {
	t.Helper()
	cmd := command(t, strings.Fields(line)...)
	oldRun(t, cmd.Dir, name)
	if got := run(t, cmd); got.status != 0 || !strings.Contains(got.stdout, want) {
		t.Errorf("%s on %s: status %d, want %q in\n%s%s", line, name, got.status, want, got.stdout, got.stderr)
	}
	return cmd.Dir
}

func TestOldRunsOpen(t *testing.T) {
	testgpu.Stream(t)
	for _, c := range []struct{ run, line, want string }{
		{"searched", "sample run -n 4", "architecture  0 0 0 1 / 0 2 2 1 0"},
		{"searched", "sample run/checkpoint.safetensors -n 4 --arch top1", "image         run/samples-seed1.png"},
		{"searched", "eval run --features builtin --images 4 --splits 1", "4 of 16x16"},
		{"searched", "search run/config.toml --run run", "run: run, 0 dynamic resets"},
		{"searched", "derive run --set train.generator_steps=1", "generator: run/derive/generator-best.safetensors"},
		{"searched", "report run", "run/report.html"},
		{"search", "sample run -n 4", "architecture  0 0 0 1 / 0 0 0 0 1"},
		{"search", "report run", "run/report.html"},
		{"trained", "sample run -n 4", "architecture  1 0 1 1"},
		{"trained", "sample run/generator-best.safetensors -n 4", "architecture  1 0 1 1"},
		{"trained", "eval run --features builtin --images 4 --splits 1", "4 of 8x8"},
		{"trained", "train run/config.toml --run run", "1.105 ± 0.000"}, // as it was: it has ended
		{"training", "sample run -n 4", "architecture  1 0 1 1"},
		{"training", "report run", "run/report.html"},
	} {
		t.Run(c.run+" "+c.line, func(t *testing.T) { onOld(t, c.run, c.line, c.want) })
	}
}

// TestOldRunsContinue lets interrupted runs go on to the end. What was logged
// before stays; on the device and driver that made them, the end is that of the
// run that was not interrupted, to the last bit.
func TestOldRunsContinue(t *testing.T) {
	dev, _ := testgpu.Stream(t)
	for _, c := range []struct {
		run, ended, line string
		logs             []string
	}{
		{"search", "searched", "search run/config.toml --run run", []string{"trials.jsonl", "metrics.jsonl"}},
		{"training", "trained", "train run/config.toml --run run", []string{"evaluations.jsonl", "metrics.jsonl"}},
	} {
		t.Run(c.run, func(t *testing.T) {
			dir := filepath.Join(onOld(t, c.run, c.line, "run: run"), "run")
			old, err := autogan.ReadRun(filepath.Join(format1, c.ended))
			if err != nil {
				t.Fatal(err)
			}
			begun, err := old.ReadInfo()
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range c.logs {
				before, whole, after := read(t, format1, c.run, name), read(t, format1, c.ended, name), read(t, dir, name)
				if !strings.HasPrefix(after, before) || strings.Count(after, "\n") != strings.Count(whole, "\n") {
					t.Errorf("%s is\n%s\nit began with\n%s\nand ended without interruption as\n%s", name, after, before, whole)
				}
			}
			if begun.Device != dev.Name() || begun.Driver != dev.Info().Driver {
				return
			}
			for _, name := range c.logs {
				want, got := unnamed(read(t, format1, c.ended, name)), unnamed(read(t, dir, name))
				if got != want {
					t.Errorf("%s differs:\n%s\nwant\n%s", name, got, want)
				}
			}
			sameResult(t, filepath.Join(format1, c.ended), dir)
		})
	}
}

// names are those of the figures of an evaluation. Later programs say more.
var names = regexp.MustCompile(`"(is|fid)_name": ?"[^"]*",?`)

// unnamed takes the names of figures out of a text.
func unnamed(text string) string { return names.ReplaceAllString(text, "") }

// sameResult compares what an old result says. Later programs add to it, name
// its figures otherwise, and count parameters for the z of the run, where the
// first took one of 128.
func sameResult(t *testing.T, want, got string) {
	t.Helper()
	now := strings.Split(unnamed(read(t, got, "result.json")), "\n")
	for line := range strings.Lines(unnamed(read(t, want, "result.json"))) {
		line = strings.TrimSuffix(line, "\n")
		counted := strings.Contains(line, `"params"`) || strings.Contains(line, `"macs"`)
		if !counted && !slices.Contains(now, line) && !slices.Contains(now, line+",") {
			t.Errorf("result.json does not say %s", line)
		}
	}
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestOldExperimentsDecode reads the settings of the first program's runs and
// experiments. Those of a run are complete: each is what it was.
func TestOldExperimentsDecode(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(format1, "experiments", "*.toml"))
	if err != nil || len(files) != 25 {
		t.Fatalf("%d experiments, want 25 (%v)", len(files), err)
	}
	for _, file := range files {
		if _, err := config.Load(file); err != nil {
			t.Error(err)
		}
	}
	for _, name := range []string{"searched", "search", "trained", "training"} {
		c, err := config.Load(filepath.Join(format1, name, "config.toml"))
		if err != nil {
			t.Fatal(err)
		}
		now := strings.Split(c.Encode(), "\n")
		for line := range strings.Lines(read(t, format1, name, "config.toml")) {
			if line = strings.TrimSuffix(line, "\n"); !slices.Contains(now, line) {
				t.Errorf("%s: %s is now in\n%s", name, line, c.Encode())
			}
		}
	}
}

// TestRunsOfLaterProgramsAreOneClearLine.
func TestRunsOfLaterProgramsAreOneClearLine(t *testing.T) {
	testgpu.Stream(t)
	for _, line := range []string{"search run/config.toml --run run", "sample run", "derive run", "report run", "train run/config.toml --run run --arch top1"} {
		cmd := command(t, strings.Fields(line)...)
		oldRun(t, cmd.Dir, "searched")
		if err := os.WriteFile(filepath.Join(cmd.Dir, "run", "run.json"), []byte(`{"format": 99, "version": "v7"}`), 0o644); err != nil {
			t.Fatal(err)
		}
		got := run(t, cmd)
		if got.status != 2 || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, "run/run.json: a later program (v7) wrote this run") {
			t.Errorf("%s: status %d, want 2 and one line about the later program, got\n%s", line, got.status, got.stderr)
		}
	}
}
