package tensor

import (
	"autogan/shaders"
	"autogan/vk"
)

const (
	// rowGroup is the number of threads in a work group of the kernels on tables.
	rowGroup = 64
	// rowSpan is how many elements a thread takes in the kernels that work on
	// elements one by one: four vec4s.
	rowSpan = 16
)

// rowGrid divides the work groups of a launch among the rows of a table. The
// words from index starts are the first groups of the rows. See
// shaders/include/rows.glsl.
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

// AddEach returns a[i] + b[i] for each i, all in one launch. It panics if the
// lists differ in length or a pair in shape.
func AddEach(s *vk.Stream, a, b []Tensor) []Tensor {
	wantPairs("add each", "tensors", len(a), "to add to them", len(b))
	if len(a) == 0 {
		return nil
	}
	t := s.Table()
	sums, threads := make([]Tensor, len(a)), make([]int, len(a))
	for i, x := range a {
		wantSame("add each", "a", x, "b", b[i])
		sums[i] = Temp(s, x.Shape...)
		threads[i] = spans(x.NumElements())
		t.Read(x.Buffer).Read(b[i].Buffer).Write(sums[i].Buffer).Int(x.NumElements()).Uint(aligned(x, b[i], sums[i]))
	}
	g := shareGroups(t, threads)
	g.run(g.words(s.Kernel(shaders.AddEach).Table(t)))
	return sums
}

// spans is the number of threads that take n elements.
func spans(n int) int { return (n + rowSpan - 1) / rowSpan }
