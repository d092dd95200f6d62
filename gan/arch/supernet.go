package arch

import (
	"fmt"
	"slices"
	"strings"
)

// Supernet lists the layers of the weight-sharing generator: those that any
// architecture of the space uses, and the unused ones of the published
// supernet. The MACs of this plan have no meaning.
func (s *Space) Supernet(g Geometry) Plan {
	c := newCounter(g)
	c.Linear(bottom)
	for cell := range s.Cells {
		c.Layers = append(c.Layers, s.superCell(g, cell)...)
	}
	toRGB(c, c.step("", g.ImageSize(len(s.Cells))))
	return c.Layers
}

// superCell lists the layers of all choices of a cell and its unused ones, in
// the order of the space.
func (s *Space) superCell(g Geometry, cell int) Plan {
	var union Plan
	for tokens := range s.choicesOf(cell) {
		union = union.merge(s.cellPlan(g, cell, tokens))
	}
	if cell < len(s.Unused) {
		union = append(union, s.unused(g, cell)...)
	}
	place := func(l Layer) int {
		_, name, _ := strings.Cut(l.Name, ".") // without the cell
		if at := slices.Index(s.Order, name); at >= 0 {
			return at
		}
		return len(s.Order)
	}
	slices.SortStableFunc(union, func(a, b Layer) int { return place(a) - place(b) })
	return union
}

// cellPlan lists the layers of one choice of a cell.
func (s *Space) cellPlan(g Geometry, cell int, tokens []int) Plan {
	c, x := cellCounter(g, cell)
	var skips []Value
	for source := range cell {
		skips = append(skips, c.step("", g.ImageSize(source+1)))
	}
	s.Wire(c, cell, tokens, x, skips)
	return c.Layers
}

func (s *Space) unused(g Geometry, cell int) Plan {
	c, x := cellCounter(g, cell)
	for _, name := range s.Unused[cell] {
		c.Deconv(x, name)
	}
	return c.Layers
}

// cellCounter returns a counter at the beginning of a cell, and the input of
// the cell.
func cellCounter(g Geometry, cell int) (*counter, Value) {
	c := newCounter(g)
	x := c.step("", g.ImageSize(cell))
	c.Cell(cell, x)
	return c, x
}

// merge inserts the layers of another plan that are missing, each after its
// predecessor in that plan. It panics if two different layers have the same
// name.
func (p Plan) merge(path Plan) Plan {
	at := 0
	for _, l := range path {
		found := slices.IndexFunc(p, func(other Layer) bool { return other.Name == l.Name })
		if found < 0 {
			p = slices.Insert(p, at, l)
			at++
			continue
		}
		if p[found] != l {
			panic(fmt.Sprintf("arch: supernet: two layers are named %s: %+v and %+v", l.Name, p[found], l))
		}
		at = found + 1
	}
	return p
}
