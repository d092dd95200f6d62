package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/gan/arch"
	"autogan/nas"
	"autogan/nas/autogan"
	"autogan/tests/testgpu"
)

// fixedNorm is the tiny search without its choice of norms.
const fixedNorm = tiny + `
[space]
fix = { norm = "none" }
`

// TestArchCountsWhatAFileLeaves prints the sizes of the whole space and of one
// whose norm is fixed.
func TestArchCountsWhatAFileLeaves(t *testing.T) {
	for text, want := range map[string][]string{
		tiny:      {"cell 1        36 choices\n", "cell 2        72 choices\n", "cell 3        144 choices\n", "architectures 373,248\n"},
		fixedNorm: {"fixed         norm: no norm\n", "cell 1        12 choices\n", "cell 2        24 choices\n", "cell 3        48 choices\n", "architectures 13,824\n"},
	} {
		got := run(t, command(t, "arch", "--space", write(t, "a.toml", text)))
		for _, line := range want {
			if got.status != 0 || !strings.Contains(got.stdout, line) {
				t.Errorf("status %d, %q is not in\n%s%s", got.status, line, got.stdout, got.stderr)
			}
		}
	}
}

// TestSearchOfAFixedNorm searches for two iterations, a cell each: no trial has
// another norm, and every other decision is still searched.
func TestSearchOfAFixedNorm(t *testing.T) {
	testgpu.Stream(t)
	cmd := command(t, "search", write(t, "tiny.toml", fixedNorm), "--run", "run", "--set", "search.iterations=[1, 1]", "--set", "controller.steps=8")
	got := run(t, cmd)
	if got.status != 0 || !strings.Contains(got.stderr, "space autogan: 288 architectures, fixed norm: no norm") { // 12·24: it has two stages
		t.Fatalf("status %d\n%s%s", got.status, got.stdout, got.stderr)
	}
	lines, err := nas.ReadLog[autogan.TrialLine](filepath.Join(cmd.Dir, "run", "trials.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	orders, cells := map[arch.ConvOrder]int{}, map[int]int{}
	for _, line := range lines {
		a, err := arch.AutoGAN.Arch(line.Tokens)
		if err != nil {
			t.Fatalf("trial %d: %v", line.ID, err)
		}
		cells[a.Cells()]++
		for i := range a.Cells() {
			cell := arch.CellOf(i, a.Cell(i))
			orders[cell.ConvOrder]++
			if cell.Norm != arch.NoNorm {
				t.Errorf("trial %d is %v, want no norm", line.ID, a)
			}
		}
	}
	if len(orders) != 2 || cells[1] < 19 || cells[2] < 19 { // 8 updates of 2, and 3 candidates or more, until the top K differ
		t.Errorf("%d trials of one cell, %d of two, conv orders %v; want at least 19, 19 and both", cells[1], cells[2], orders)
	}
	result, err := os.ReadFile(filepath.Join(cmd.Dir, "run", "result.json"))
	if err != nil || !strings.Contains(string(result), `"space": "autogan"`) {
		t.Errorf("the result does not name its space: %v\n%s", err, result)
	}
}
