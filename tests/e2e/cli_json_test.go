package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/tests/testgpu"
)

// fieldsOf returns the names of the fields that `autogan help json` lists for a
// command, at the top.
func fieldsOf(t *testing.T, help, command string) map[string]bool {
	t.Helper()
	fields, inside := map[string]bool{}, false
	for line := range strings.Lines(help) {
		head, _, found := strings.Cut(line, ": a")
		switch {
		case !strings.HasPrefix(line, " ") && found:
			inside = false
			for name := range strings.SplitSeq(head, ", ") {
				inside = inside || name == command
			}
		case inside && strings.HasPrefix(line, "  ") && !strings.HasPrefix(line, "   "):
			fields[strings.Fields(line)[0]] = true
		}
	}
	if len(fields) == 0 {
		t.Fatalf("help json has no %s", command)
	}
	return fields
}

// TestJSONIsWhatHelpSays runs commands with --json: each prints one value, and every
// field of it is in the topic of help.
func TestJSONIsWhatHelpSays(t *testing.T) {
	testgpu.Stream(t)
	dir := t.TempDir()
	oldRun(t, dir, "trained")
	if err := os.WriteFile(filepath.Join(dir, "tiny.toml"), []byte(tiny), 0o644); err != nil {
		t.Fatal(err)
	}
	evalIn(t, dir, "export", "run", "--to", "pytorch", "-o", "g.pth")
	help := evalIn(t, dir, "help", "json").stdout
	for _, c := range []struct {
		command, line string
		want          string // within it
	}{
		{"arch", "arch top1 --table", `"parameters": 4405251`},
		{"arch", "arch --supernet", `"architecture": "supernet"`},
		{"arch --space", "arch --space quickstart", `"fixed"`},
		{"check", "check run", `"problems": []`},
		{"data list", "data list", `"images": 60000`},
		{"devices", "devices", `"chosen": true`},
		{"experiments", "experiments", `"name": "quickstart"`},
		{"runs", "runs .", `"run": "run"`},
		{"sample", "sample run -n 4", `"images": 4`},
		{"import", "import g.pth --arch 1·0·1·1 --experiment run/config.toml -o again", `"steps"`},
		{"settings", "settings gan.lr_g", `"key": "gan.lr_g"`},
		{"version", "version", `"go": "go`},
		{"search", "search tiny.toml --set search.iterations=[1] --set search.max_steps=1", `"top": [`},
		{"search --forecast", "search tiny.toml --forecast --set search.iterations=[1] --set search.max_steps=1", `"shared_seconds"`},
		{"train", "train tiny.toml --arch " + "top1 --set space.cells=3 --set train.generator_steps=1 --set train.channels=1 --set train.disc_channels=1 --set eval.images=4 --set search.iterations=[1,1,1] --set eval.scorer=builtin --set eval.splits=1", `"runs": [`},
	} {
		t.Run(c.line, func(t *testing.T) {
			args := append(strings.Fields(c.line), "--json", "--quiet")
			for i := range args {
				args[i] = strings.ReplaceAll(args[i], "·", " ")
			}
			got := evalIn(t, dir, args...)
			if got.stderr != "" || !strings.Contains(got.stdout, c.want) {
				t.Errorf("%q is not in\n%s, or quiet is not quiet:\n%s", c.want, got.stdout, got.stderr)
			}
			var value any
			decoder := json.NewDecoder(strings.NewReader(got.stdout))
			if err := decoder.Decode(&value); err != nil || decoder.More() {
				t.Fatalf("%v, want one value of JSON, got\n%s", err, got.stdout)
			}
			if list, ok := value.([]any); ok {
				value = list[0]
			}
			documented := fieldsOf(t, help, c.command)
			for name := range value.(map[string]any) {
				if !documented[name] {
					t.Errorf("help json does not know the field %s of %s", name, c.command)
				}
			}
		})
	}
}

// TestJSONOfDamage: what check finds is in the value, and the error stays on standard
// error.
func TestJSONOfDamage(t *testing.T) {
	dir := t.TempDir()
	oldRun(t, dir, "trained")
	if err := os.WriteFile(filepath.Join(dir, "run", "generator-best.safetensors"), []byte("damaged"), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := command(t, "check", "run", "--json")
	cmd.Dir = dir
	got := run(t, cmd)
	if got.status != 2 || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stdout, `"problems": [`) || !strings.Contains(got.stdout, "generator-best") || !strings.Contains(got.stderr, "generator-best") {
		t.Errorf("status %d\n%s%s", got.status, got.stdout, got.stderr)
	}
}

// TestQuietLeavesResultsAndErrors: a table is as it is without the option, and a
// mistake is said.
func TestQuietLeavesResultsAndErrors(t *testing.T) {
	testgpu.Stream(t)
	dir := evaluated(t)
	args := []string{"eval", "generator.safetensors", "--features", "builtin", "--images", "10", "--splits", "10", "--reference", "images"}
	loud := evalIn(t, dir, args...)
	quiet := evalIn(t, dir, append([]string{"-q"}, args...)...)
	if loud.stderr == "" || quiet.stderr != "" || quiet.stdout != loud.stdout {
		t.Errorf("with --quiet it prints\n%s%s\nand without\n%s%s", quiet.stdout, quiet.stderr, loud.stdout, loud.stderr)
	}
	if got := run(t, command(t, "sample", "nowhere", "--quiet")); got.status != 2 || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, "nowhere") {
		t.Errorf("status %d, %s", got.status, got.stderr)
	}
}

// TestHelpTopics explain what is no command, and refuse what is nothing.
func TestHelpTopics(t *testing.T) {
	for topic, want := range map[string]string{"exit-status": "  130  interrupted", "json": "\nversion: an object\n", "data verify": "Reads a whole data set", "": "Additional help topics:"} {
		if got := run(t, command(t, append([]string{"help"}, strings.Fields(topic)...)...)); got.status != 0 || !strings.Contains(got.stdout, want) {
			t.Errorf("help %s: status %d, %q is not in\n%s%s", topic, got.status, want, got.stdout, got.stderr)
		}
	}
	for _, args := range [][]string{{"help", "serach"}, {"help", "data", "vrfy"}} {
		if got := run(t, command(t, args...)); got.status != 2 || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, args[len(args)-1]) {
			t.Errorf("%q: status %d, %s", args, got.status, got.stderr)
		}
	}
}
