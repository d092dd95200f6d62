package cli

import (
	"fmt"
	"strings"

	"autogan/gan/arch"
)

// diagram draws the data flow from the latent vector at the top to the image.
// An output that later cells read as a skip-in is named after its cell: a1, a2.
func diagram(a arch.Arch, g arch.Geometry) string {
	record := a.Record(g)
	var b strings.Builder
	fmt.Fprintf(&b, "z %d\n│  linear\n", g.Latent())
	for i := range a.Cells() {
		fmt.Fprintf(&b, "├─ %s ─── cell %d ───\n", mapSize(g, i), i+1)
		for _, chain := range record.Chains(i) {
			fmt.Fprintf(&b, "│  %s\n", chainLine(record, i, chain))
		}
	}
	fmt.Fprintf(&b, "├─ %s ───\n", mapSize(g, a.Cells()))
	for _, chain := range record.Chains(a.Cells()) {
		fmt.Fprintf(&b, "│  %s\n", strings.Join(chain.Labels, " → "))
	}
	size := g.ImageSize(a.Cells())
	fmt.Fprintf(&b, "image %dx%dx3\n", size, size)
	return b.String()
}

func mapSize(g arch.Geometry, cells int) string {
	size := g.ImageSize(cells)
	return fmt.Sprintf("%dx%dx%d", size, size, g.Channels)
}

// chainLine returns a chain of a cell as a line; for a branch it says where the
// branch starts.
func chainLine(r arch.Record, cell int, c arch.Chain) string {
	line := strings.Join(c.Labels, " → ")
	switch {
	case c.Branch && c.From == r.Input(cell):
		return "+ cell input → " + line
	case c.Branch:
		return fmt.Sprintf("+ a%d → %s", c.From.Cell+1, line)
	case r.Feeds(c.End):
		return fmt.Sprintf("%s   = a%d", line, cell+1)
	}
	return line
}
