package tensor

import "autogan/vk"

const (
	// rowGroup is the number of threads in a group of the kernels on tables.
	rowGroup = 64
	// rowSpan is how many elements a thread of those takes that handle single
	// ones: four vec4s.
	rowSpan = 16
)

// rowGrid shares out the work groups of a launch among the rows of a table; the
// words at starts are the rows' first groups. See shaders/include/rows.glsl.
type rowGrid struct{ starts, rows, groups int }

// shareGroups appends to t the first group of each row, for the numbers of
// threads that the rows take.
func shareGroups(t *vk.Table, threads []int) rowGrid {
	g := rowGrid{starts: t.Words(), rows: len(threads)}
	for _, n := range threads {
		t.Int(g.groups)
		g.groups += (n + rowGroup - 1) / rowGroup
	}
	return g
}

// words gives a launch the first words of every kernel on a table.
func (g rowGrid) words(l *vk.Launch) *vk.Launch { return l.Int(g.starts).Int(g.rows).Int(g.groups) }

// run records the launch.
func (g rowGrid) run(l *vk.Launch) { l.Run1D(g.groups * rowGroup) }
