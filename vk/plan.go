package vk

import (
	"cmp"
	"math"
	"slices"
)

// life is what a temporary asks of the planner: how many bytes and for how
// long, counted in stretches of the program between two barriers.
type life struct {
	size        uint64 // a multiple of the alignment
	first, last int32  // stretches that use it
}

// place is where a temporary lies: a block of the arena and an offset in it.
type place struct {
	block  int32
	offset uint64
}

// space is what the planner may use of a block, from floor to size; top is the
// end of what the step has used.
type space struct{ floor, size, top uint64 }

// tenant is a life with its range of a space.
type tenant struct {
	span
	first, last int32
}

// planner gives temporaries places such that no two that live at once overlap.
// The largest choose first, each the smallest gap in which it fits.
//
// A range changes hands from one stretch to a later one and never inside a
// stretch: the barrier between the two owners is there anyway, so sharing
// memory adds none and needs no second look for hazards.
type planner struct {
	order   []int32
	tenants [][]tenant // of each space, by start
}

// clear forgets all tenants.
func (p *planner) clear() {
	for i := range p.tenants {
		p.tenants[i] = p.tenants[i][:0]
	}
}

// plan appends the places of lives, beside the tenants, to places. Where the
// spaces do not suffice it appends more of limit bytes, or of one life's if
// that is larger. The same arguments give the same places, and so does a second
// call with the spaces that the first has made.
func (p *planner) plan(places []place, lives []life, spaces []space, limit uint64) ([]place, []space) {
	p.order = p.order[:0]
	for i := range lives {
		p.order = append(p.order, int32(i))
	}
	slices.SortFunc(p.order, func(i, j int32) int {
		return cmp.Or(cmp.Compare(lives[j].size, lives[i].size), cmp.Compare(i, j))
	})
	from := len(places)
	places = append(places, make([]place, len(lives))...)
	for _, i := range p.order {
		l := lives[i]
		at := p.find(l, spaces)
		if at.block == int32(len(spaces)) {
			spaces = append(spaces, space{size: max(limit, l.size)})
		}
		p.move(l, at)
		spaces[at.block].top = max(spaces[at.block].top, at.offset+l.size)
		places[from+int(i)] = at
	}
	return places, spaces
}

// find returns the place that wastes least: the smallest gap below the top of
// any space, else the end of the first space with room, else a new space.
func (p *planner) find(l life, spaces []space) place {
	best, least := place{block: int32(len(spaces))}, uint64(math.MaxUint64)
	for i, s := range spaces {
		for len(p.tenants) <= i {
			p.tenants = append(p.tenants, nil)
		}
		at := s.floor // end of those before that live at the same time
		for _, t := range p.tenants[i] {
			if t.last < l.first || l.last < t.first {
				continue
			}
			if t.from >= at+l.size && t.from-at < least {
				best, least = place{int32(i), at}, t.from-at
			}
			at = max(at, t.to)
		}
		end := at + l.size
		switch {
		case end <= s.top && s.top-at < least:
			best, least = place{int32(i), at}, s.top-at
		case end > s.top && end <= s.size && least == math.MaxUint64:
			best, least = place{int32(i), at}, math.MaxUint64-1
		}
	}
	return best
}

// move notes a tenant, keeping the order by start.
func (p *planner) move(l life, at place) {
	for len(p.tenants) <= int(at.block) {
		p.tenants = append(p.tenants, nil)
	}
	tenants := p.tenants[at.block]
	i, _ := slices.BinarySearchFunc(tenants, at.offset, func(t tenant, from uint64) int { return cmp.Compare(t.from, from) })
	p.tenants[at.block] = slices.Insert(tenants, i, tenant{span{at.offset, at.offset + l.size}, l.first, l.last})
}
