package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"autogan/tests/testgpu"
)

// outside is the program of somebody else: the ten lines of package cli, for the
// strategy and the space of the examples.
const outside = `package main

import (
	"autogan/gan/arch"
	"autogan/nas"
	"autogan/tools/autogan/cli"
)

func main() {
	nas.Register("evolution", newEvolution)
	arch.Register(residual)
	cli.Main()
}
`

// TestOutsideProgram builds a module of its own that adds a strategy and a space to the
// command line, and searches with both. The same command again says what was found.
func TestOutsideProgram(t *testing.T) {
	testgpu.Stream(t)
	program := filepath.Join(t.TempDir(), "ours")
	build := exec.Command("go", "build", "-mod=mod", "-o", program, ".")
	build.Dir = outsideModule(t)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "tiny.toml"), []byte(tiny), 0o644); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		cmd := exec.Command(program, "search", "tiny.toml", "--run", "run", "--set", "search.strategy=evolution", "--set", "space.name=residual")
		cmd.Dir = folder
		got := run(t, cmd)
		if got.status != 0 || !strings.Contains(got.stdout, "0 dynamic resets") {
			t.Fatalf("status %d\n%s%s", got.status, got.stdout, got.stderr)
		}
	}
	if trials := read(t, folder, "run", "trials.jsonl"); strings.Count(trials, "\n") < 12 {
		t.Errorf("the trials are\n%s", trials)
	}
	refused := run(t, command(t, "search", filepath.Join(folder, "tiny.toml"), "--set", "search.strategy=evolution"))
	if refused.status != 2 || !strings.Contains(refused.stderr, `"evolution"`) {
		t.Errorf("a program without the strategy: status %d, %s", refused.status, refused.stderr)
	}
}

// outsideModule makes a module that requires this one by its folder, and what this one
// requires in the same versions.
func outsideModule(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	module := strings.Replace(read(t, root, "go.mod"), "module autogan", "module ours", 1) +
		"\nrequire autogan v0.0.0\nreplace autogan => " + root + "\n"
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": module, "go.sum": read(t, root, "go.sum"), "main.go": outside,
		"strategy.go": strings.Replace(read(t, root, "nas", "example_test.go"), "package nas_test", "package main", 1),
		"space.go":    strings.Replace(read(t, root, "gan", "arch", "example_test.go"), "package arch_test", "package main", 1),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
