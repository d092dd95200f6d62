package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"autogan/nas/autogan/config"
)

// completed asks the program as the scripts of shells do. The last word is the one
// that is typed. Directive is cobra's, such as ":4" for no names of files.
func completed(t *testing.T, words ...string) (choices []string, directive string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if status := run(append([]string{"__complete"}, words...), &stdout, &stderr); status != 0 {
		t.Fatalf("%q: status %d, %s", words, status, stderr.String())
	}
	lines := strings.Split(strings.TrimSpace(stdout.String()), "\n")
	for _, line := range lines[:len(lines)-1] {
		choice, _, _ := strings.Cut(line, "\t")
		choices = append(choices, choice)
	}
	return choices, lines[len(lines)-1]
}

const (
	noFiles = ":4"
	anyFile = ":0"
	goesOn  = ":6" // no names of files, and no space follows
)

func TestCompletion(t *testing.T) {
	for _, c := range []struct {
		words     string
		want      []string // all of them, in order
		directive string
	}{
		{"sear", []string{"search"}, noFiles},
		{"data pre", []string{"preview"}, noFiles},
		{"search qui", []string{"quickstart"}, noFiles},
		{"search cifar10-top", []string{"toml"}, ":8"}, // a search runs none of these: files that end so
		{"search cifar10 cif", nil, noFiles},           // it takes one
		{"train cifar10-top1", []string{"cifar10-top1", "cifar10-top1-small"}, noFiles},
		{"train x", []string{"toml"}, ":8"},
		{"compare cifar10-no-reset cifar10-no", []string{"cifar10-no-reset-small"}, noFiles},
		{"experiments stl10-top", []string{"stl10-top1", "stl10-top1-small"}, noFiles},
		{"init x", nil, noFiles},
		{"init x --base sample", nil, anyFile},
		{"init x --base qui", []string{"quickstart"}, noFiles},
		{"settings res", []string{"reset", "reset.enabled", "reset.window", "reset.threshold", "reset.criterion"}, noFiles},
		{"search --set gan.lr", []string{"gan.lr_g=", "gan.lr_d="}, goesOn},
		{"search --set gan.lr_g=", []string{"gan.lr_g=0.0002"}, noFiles},
		{"search --set precision=", []string{"precision=f32", "precision=mixed", "precision=bfloat16"}, noFiles},
		{"search --set precision=b", []string{"precision=bfloat16"}, noFiles},
		{"search --set reset.enabled=", []string{"reset.enabled=true", "reset.enabled=false"}, noFiles},
		{"search --set search.iterations=", []string{"search.iterations=[25,30,35]"}, noFiles},
		{"search --set space.fix.norm=", []string{"space.fix.norm=batch", "space.fix.norm=instance", "space.fix.norm=none"}, noFiles},
		{"search --set data.path=/", nil, anyFile},
		{"train --continue-with c", []string{"controller.lr="}, goesOn},
		{"arch to", []string{"top1", "top2", "top3"}, noFiles},
		{"arch --space qui", []string{"quickstart"}, noFiles},
		{"sample --weights r", []string{"raw"}, noFiles},
		{"sample --arch sn", []string{"sngan"}, noFiles},
		{"eval --features b", []string{"builtin"}, anyFile},
		{"bench --predict rtx", []string{"rtx3090", "rtx4090"}, noFiles},
		{"data fid-stats cif", []string{"cifar10"}, noFiles},
		{"data fid-stats cifar10 --split te", []string{"test"}, noFiles},
		{"devices ", nil, noFiles},
		{"search --run a", nil, ":16"}, // folders
	} {
		choices, directive := completed(t, strings.Split(c.words, " ")...)
		choices = slices.DeleteFunc(choices, func(choice string) bool { return !strings.HasPrefix(choice, last(c.words)) && directive != ":8" })
		if !slices.Equal(choices, c.want) || directive != c.directive {
			t.Errorf("%q completes to %q %s, want %q %s", c.words, choices, directive, c.want, c.directive)
		}
	}
}

func last(words string) string { return words[strings.LastIndexByte(words, ' ')+1:] }

// TestCompletionOfRuns: folders of runs with what they are, and those above them.
func TestCompletionOfRuns(t *testing.T) {
	trained := filepath.Join("..", "..", "..", "tests", "e2e", "testdata", "format1", "trained")
	dir := t.TempDir()
	for _, name := range []string{"runs/first", "runs/below/second", "other"} {
		if err := os.CopyFS(filepath.Join(dir, filepath.FromSlash(name)), os.DirFS(trained)); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	at := filepath.FromSlash
	for _, c := range []struct {
		words []string
		want  []string
	}{
		{[]string{"derive", ""}, []string{at("runs/below/"), at("runs/first")}},
		{[]string{"sample", "o"}, []string{"other"}},
		{[]string{"sample", at("runs/b")}, []string{at("runs/below/")}},
		{[]string{"sample", at("runs/below/")}, []string{at("runs/below/second")}},
		{[]string{"sample", at("other/generator-b")}, []string{at("other/generator-best.safetensors")}},
		{[]string{"report", at("runs/first"), at("runs/")}, []string{at("runs/below/")}},
		{[]string{"derive", at("runs/first"), ""}, nil},
		{[]string{"sample", "nowhere/"}, nil},
	} {
		if choices, _ := completed(t, c.words...); !slices.Equal(choices, c.want) {
			t.Errorf("%q completes to %q, want %q", c.words, choices, c.want)
		}
	}
}

// TestCompletionKnowsEverySetting, and a value of each that may hold one of a few
// words.
func TestCompletionKnowsEverySetting(t *testing.T) {
	keys, _ := completed(t, "search", "--set", "")
	for _, s := range slices.Concat(config.Settings(), config.FixSettings()) {
		if !slices.Contains(keys, s.Key+"=") {
			t.Errorf("%s is not offered", s.Key)
		}
		for _, option := range s.Options {
			if _, err := config.Load("quickstart", s.Key+"="+option); err != nil && !strings.Contains(err.Error(), "want") {
				t.Errorf("%s=%s: %v", s.Key, option, err)
			}
			if values, _ := completed(t, "search", "--set", s.Key+"="); !slices.Contains(values, s.Key+"="+option) {
				t.Errorf("%s=%s is not offered, only %q", s.Key, option, values)
			}
		}
	}
}

// TestEveryArgumentIsCompleted: the word for an argument in a command's line of use
// is one that is known, or one that names a file or a folder.
func TestEveryArgumentIsCompleted(t *testing.T) {
	files := []string{"[DIR]", "DIR", "FILE", "OUT", "[flags]", "train|eval"}
	for _, cmd := range leaves(newRoot(func(string) {})) {
		use := strings.TrimSpace(strings.TrimPrefix(cmd.Use, cmd.Name()))
		known := use == "" || cmd.Args(cmd, []string{"a"}) != nil
		for _, kind := range ofArguments {
			known = known || strings.HasPrefix(use, kind.word)
		}
		for _, word := range files {
			known = known || strings.HasPrefix(use, word)
		}
		if !known {
			t.Errorf("%s: nothing completes %q", cmd.CommandPath(), use)
		}
	}
}
