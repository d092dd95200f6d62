package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"autogan/layers/checkpoint"
	"autogan/tests/testgpu"
)

// TestEveryPrintedCountIsThatOfTheFile searches with a latent vector of 16,
// trains what is found at the same width, and wants the number of trainable
// values in the saved generator wherever parameters are printed (paper, section
// 4, compares the sizes of generators). Its multiply-adds are those that
// autogan arch prints; gan.TestCountsAreThoseOfSavedGenerators derives them.
func TestEveryPrintedCountIsThatOfTheFile(t *testing.T) {
	testgpu.Stream(t)
	search := command(t, "search", write(t, "tiny.toml", tiny+trainTiny), "--run", "run")
	printed := map[string]string{"search": mustRun(t, search)}
	follow := func(args ...string) string {
		cmd := command(t, args...)
		cmd.Dir = search.Dir
		return mustRun(t, cmd)
	}
	printed["derive"] = follow("derive", "run")
	printed["search's result.json"] = readText(t, search.Dir, "run/result.json")
	printed["search's report"] = readText(t, search.Dir, "run/report.html")
	printed["derivation's result.json"] = readText(t, search.Dir, "run/derive/result.json")
	printed["derivation's report"] = readText(t, search.Dir, "run/derive/report.html")
	file, err := checkpoint.Load(filepath.Join(search.Dir, "run/derive/1/generator-best.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	architecture := file.Metadata["autogan.arch"]
	printed["arch"] = follow("arch", architecture, "--channels", "8", "--latent", "16")
	params := 0
	for _, array := range file.Arrays {
		if !strings.Contains(array.Name, "running") {
			params += len(array.Floats())
		}
	}
	macs := wordAfter(t, printed["arch"], "MACs")
	for where, text := range printed {
		plain := strings.ReplaceAll(text, ",", "")
		if !strings.Contains(plain, strconv.Itoa(params)) {
			t.Errorf("%s: not the %d parameters of the file of %s\n%s", where, params, architecture, text)
		}
		if !strings.HasPrefix(where, "deriv") && !strings.Contains(plain, macs) {
			t.Errorf("%s: not the %s multiply-adds of %s\n%s", where, macs, architecture, text)
		}
	}
}

// trainTiny trains a tiny search's best at the width of the search.
const trainTiny = `
[train]
channels = 8
disc_channels = 8
generator_steps = 2
[derive]
top_k = 1
[eval]
images = 16
splits = 2
batch = 8
`

// wordAfter returns the word after a name in what was printed, without commas.
func wordAfter(t *testing.T, text, name string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, name)
	words := strings.Fields(rest)
	if !found || len(words) == 0 {
		t.Fatalf("%q is not in\n%s", name, text)
	}
	return strings.ReplaceAll(words[0], ",", "")
}

// mustRun returns the output of a command that must succeed.
func mustRun(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	got := run(t, cmd)
	if got.status != 0 {
		t.Fatalf("%s: status %d\n%s", cmd, got.status, got.stderr)
	}
	return got.stdout
}

func readText(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
