package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"autogan/nas/autogan/config"
	"autogan/nas/autogan/experiments"
	"autogan/tests/testgpu"
)

// TestExperimentsAreListed, each on a line, and as JSON.
func TestExperimentsAreListed(t *testing.T) {
	table := evalIn(t, t.TempDir(), "experiments").stdout
	var list []struct{ Name, Command, Summary string }
	if err := json.Unmarshal([]byte(evalIn(t, t.TempDir(), "experiments", "--json").stdout), &list); err != nil || len(list) != len(experiments.Names()) {
		t.Fatalf("%v, %d experiments, want %d", err, len(list), len(experiments.Names()))
	}
	for i, name := range experiments.Names() {
		line := regexp.MustCompile(`(?m)^` + name + ` +autogan ` + list[i].Command + ` +` + regexp.QuoteMeta(list[i].Summary) + `$`)
		if list[i].Name != name || !line.MatchString(table) {
			t.Errorf("%v is not in the table, or in place of %s:\n%s", list[i], name, table)
		}
	}
	for name, command := range map[string]string{"quickstart": "search", "cifar10-top1": "train"} {
		for _, e := range list {
			if e.Name == name && e.Command != command {
				t.Errorf("%s is run by %q, want %q", name, e.Command, command)
			}
		}
	}
}

// TestExperimentToStartFrom: what is printed loads as a file, with the same
// settings.
func TestExperimentToStartFrom(t *testing.T) {
	for _, args := range [][]string{{"experiments", "cifar10-random-ws-small"}, {"experiments", "cifar10-random-ws-small", "--full"}} {
		want, err := config.Load("cifar10-random-ws-small")
		if err != nil {
			t.Fatal(err)
		}
		got, err := config.Load(write(t, "cifar10-random-ws-small.toml", evalIn(t, t.TempDir(), args...).stdout))
		if err != nil || len(got.Differences(want)) > 0 {
			t.Errorf("%v: %v, %v", args, err, got.Differences(want))
		}
	}
}

// TestInitWritesAFileThatRuns: it changes nothing of its base, and a search takes
// it.
func TestInitWritesAFileThatRuns(t *testing.T) {
	testgpu.Stream(t)
	dir := t.TempDir()
	for name, base := range map[string]string{"mine": "quickstart", "sub/other.toml": "cifar10-top1"} {
		got := evalIn(t, dir, "init", name, "--base", base)
		path := strings.TrimSuffix(name, ".toml") + ".toml"
		if !strings.Contains(got.stdout, path+"`") {
			t.Errorf("it printed %s", got.stdout)
		}
		own, err := config.Load(filepath.Join(dir, path))
		if err != nil {
			t.Fatal(err)
		}
		want, err := config.Load(base, "name="+own.Name)
		if err != nil || len(own.Differences(want)) > 0 {
			t.Errorf("%s differs from %s: %v, %v", path, base, err, own.Differences(want))
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "mine.toml"))
	if err != nil || !strings.Contains(string(text), "# channels = 16 ") || strings.Count(string(text), "\n# ") < len(config.Settings()) {
		t.Errorf("%v\n%s", err, text)
	}
	got := evalIn(t, dir, "search", "mine.toml", "--forecast", "--set", "search.iterations=[1]", "--set", "data.images=16", "--set", "reward.images=4",
		"--set", "reward.splits=1", "--set", "search.max_steps=1", "--set", "gan.channels=2", "--set", "gan.disc_channels=2", "--set", "search.num_candidates=3")
	if !strings.Contains(got.stdout, "mine takes about") && !strings.Contains(got.stdout, "mine takes ") {
		t.Errorf("a forecast of it is\n%s", got.stdout)
	}
	for args, want := range map[string]string{
		"mine":                 "mine.toml: file already exists and stays",
		"quickstart":           "built-in experiment; want another one",
		"mine2 --base nothing": "--base nothing: no such experiment",
		"my,cats":              `cannot name a run`,
		"mine.toml/below":      "mine.toml",
	} {
		cmd := command(t, append([]string{"init"}, strings.Fields(args)...)...)
		cmd.Dir = dir
		before := tree(t, dir)
		if got := run(t, cmd); got.status != 2 || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, want) || tree(t, dir) != before {
			t.Errorf("%s: status %d, want 2 and one line with %q, and nothing written, got %s", args, got.status, want, got.stderr)
		}
	}
	if again, _ := os.ReadFile(filepath.Join(dir, "mine.toml")); string(again) != string(text) {
		t.Error("the file that was there has changed")
	}
}

// TestVersionSaysWhatItIs also where there is no Vulkan.
func TestVersionSaysWhatItIs(t *testing.T) {
	got := evalIn(t, t.TempDir(), "version")
	for _, want := range []string{`(?m)^autogan +\S+$`, `(?m)^commit +\S`, `(?m)^Go +go1\.\d+.* \w+/\w+$`, `(?m)^build +.*CGO_ENABLED=1`, `(?m)^Vulkan loader +(1\.\d+\.\d+$|none: )`} {
		if !regexp.MustCompile(want).MatchString(got.stdout) {
			t.Errorf("%s is not in\n%s", want, got.stdout)
		}
	}
	var version map[string]any
	if err := json.Unmarshal([]byte(evalIn(t, t.TempDir(), "version", "--json").stdout), &version); err != nil || version["go"] == nil || version["version"] == nil {
		t.Errorf("%v, %v", err, version)
	}
}
