package vk

import (
	"cmp"
	"math"
	"slices"
)

// interval is the live interval of a temporary: how many bytes it has, and the
// barrier epochs from its first use to its last. Epoch n is what a step records
// between its barriers n and n+1.
type interval struct {
	size        uint64 // a multiple of the alignment
	first, last int32  // epochs, both included
}

// place is where a temporary lies: a block of the arena and an offset in it.
type place struct {
	block  int32
	offset uint64
}

// space is what the planner may use of a block, from floor to size; top is the
// end of what the step has used.
type space struct{ floor, size, top uint64 }

// placement is a live interval with its range of a space.
type placement struct {
	span
	first, last int32
}

// planner gives temporaries places such that no two overlap whose live intervals
// do. The largest choose first, each the smallest gap in which it fits.
//
// Two temporaries share a range only if one is last used in an earlier epoch
// than the other is first used in. The barrier between the two is there anyway,
// so that sharing memory adds none and hazards need no second search.
type planner struct {
	order  []int32
	placed [][]placement // of each space, by start
}

// clear forgets all placements.
func (p *planner) clear() {
	for i := range p.placed {
		p.placed[i] = p.placed[i][:0]
	}
}

// plan appends the places of intervals to places, apart from what is placed
// already. Where the spaces do not suffice it appends more, of limit bytes each,
// or of one interval's if that is larger. The same arguments give the same
// places, and so does a second call with the spaces that the first has made.
func (p *planner) plan(places []place, intervals []interval, spaces []space, limit uint64) ([]place, []space) {
	p.order = p.order[:0]
	for i := range intervals {
		p.order = append(p.order, int32(i))
	}
	slices.SortFunc(p.order, func(i, j int32) int {
		return cmp.Or(cmp.Compare(intervals[j].size, intervals[i].size), cmp.Compare(i, j))
	})
	from := len(places)
	places = append(places, make([]place, len(intervals))...)
	for _, i := range p.order {
		l := intervals[i]
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
func (p *planner) find(l interval, spaces []space) place {
	best, least := place{block: int32(len(spaces))}, uint64(math.MaxUint64)
	for i, s := range spaces {
		for len(p.placed) <= i {
			p.placed = append(p.placed, nil)
		}
		at := s.floor // end of those so far whose live intervals overlap
		for _, t := range p.placed[i] {
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

// move notes a placement, keeping the order by start.
func (p *planner) move(l interval, at place) {
	for len(p.placed) <= int(at.block) {
		p.placed = append(p.placed, nil)
	}
	placed := p.placed[at.block]
	i, _ := slices.BinarySearchFunc(placed, at.offset, func(t placement, from uint64) int { return cmp.Compare(t.from, from) })
	p.placed[at.block] = slices.Insert(placed, i, placement{span{at.offset, at.offset + l.size}, l.first, l.last})
}
