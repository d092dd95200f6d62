package convplan

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "remake testdata/plans.golden")

const golden = "testdata/plans.golden"

// TestPlansAreGolden compares what is planned for all devices with the reviewed
// table.
func TestPlansAreGolden(t *testing.T) {
	got := plansText(t)
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if difference := firstDifference(got, string(want)); difference != "" {
		t.Errorf("%s: %s\n`go test ./vk/tensor/convplan -update` remakes it; a change of the 8-lane CPU's or a GPU's lines changes their results", golden, difference)
	}
}

// plansText has a line for each plan of a layer's pass, with its devices.
func plansText(t *testing.T) string {
	var b strings.Builder
	fmt.Fprintln(&b, "# How convolutions run: layer, pass and what is wanted around it; then each plan with its devices.")
	fmt.Fprintln(&b, "# A plan: kernel, [before], fused, [after], tile, split. A device's number is that of a subgroup's lanes.")
	all := devices()
	fmt.Fprint(&b, "# Devices:")
	for _, d := range all {
		fmt.Fprint(&b, " ", d.name)
	}
	fmt.Fprintln(&b)
	for _, l := range layers() {
		fmt.Fprintf(&b, "\n%s\n", l.name)
		for pass := Forward; pass <= BackwardWeight; pass++ {
			for _, half := range []bool{false, true} {
				writePlans(&b, all, l.problem(pass, half))
			}
		}
	}
	return b.String()
}

func writePlans(b *strings.Builder, all []device, p Problem) {
	shape, storage := p.Shape, "float32"
	if shape.Half {
		shape.Half, storage = false, "float16"
	}
	fmt.Fprintf(b, "  %v, %s, %v\n", shape, storage, p.Wanted)
	var lines []string
	of := map[string][]string{}
	for _, d := range all {
		line := planText(Of(d.caps, p))
		if of[line] == nil {
			lines = append(lines, line)
		}
		of[line] = append(of[line], d.name)
	}
	for _, line := range lines {
		names := strings.Join(of[line], " ")
		if 2*len(of[line]) > len(all) {
			names = "the others"
		}
		fmt.Fprintf(b, "    %s: %s\n", line, names)
	}
}

func planText(p Plan) string {
	parts := []string{p.Kernel.String()}
	for _, s := range []struct {
		name  string
		steps Steps
	}{{"before", p.Prologue}, {"fused", p.Fused}, {"after", p.Epilogue}} {
		if s.steps != 0 {
			parts = append(parts, s.name+" "+s.steps.String())
		}
	}
	if p.Tile != (Tile{}) {
		parts = append(parts, fmt.Sprintf("tile %dx%d/%d", p.Tile.Rows, p.Tile.Columns, p.Tile.Group))
	}
	if p.Split.Parts > 0 {
		parts = append(parts, fmt.Sprintf("%d parts of %d", p.Split.Parts, p.Split.Size))
	}
	return strings.Join(parts, ", ")
}

// firstDifference shows the first line that differs.
func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(a), len(b)) {
		switch {
		case i >= len(a):
			return fmt.Sprintf("line %d is gone: %s", i+1, b[i])
		case i >= len(b):
			return fmt.Sprintf("line %d is new: %s", i+1, a[i])
		case a[i] != b[i]:
			return fmt.Sprintf("line %d is\n%s\nwant\n%s", i+1, a[i], b[i])
		}
	}
	return ""
}
