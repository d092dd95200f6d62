package vk

import (
	"math"
	"slices"
)

const (
	// stepBlock is the least the step arena asks of the driver at once.
	stepBlock = 32 << 20
	// stepPlans is how many steps the arena remembers: as many as take turns.
	stepPlans = 8
)

// stepArena is the memory of a step's temporaries. It places them when their
// program is submitted; the same step gets the same places again.
type stepArena struct {
	limit    uint64 // the largest block to ask for
	separate bool   // no two temporaries of a step share memory
	fresh    bool   // none gets the memory of an earlier step

	blocks    []*block
	spaces    []space // of blocks
	planner   planner
	intervals []interval
	places    []place // of intervals
	plans     []stepPlan
	oldest    int // of plans

	asked, mostAsked uint64 // bytes of this step's temporaries, of any step's
	mostUsed         uint64 // bytes of the arena they took
}

// stepPlan remembers the places of temporaries that were planned in an empty
// arena. They stay right when the arena grows: the planner adds a space only
// where the others are full.
type stepPlan struct {
	intervals []interval
	places    []place
}

// settle gives the temporaries of a program their places, apart from those that
// earlier programs of the step still hold. GoesOn says that more programs of the
// step follow.
func (a *stepArena) settle(t *temps, goesOn bool) {
	a.intervals = a.intervals[:0]
	for _, number := range t.waiting {
		l := a.interval(t.list[number], goesOn)
		a.asked += l.size
		a.intervals = append(a.intervals, l)
	}
	a.planner.clear()
	for _, number := range t.held {
		a.planner.move(a.interval(t.list[number], goesOn), t.list[number].at)
	}
	a.plan(len(t.held) == 0)
	for i, number := range t.waiting {
		t.list[number].at = a.places[i]
	}
	a.mostAsked = max(a.mostAsked, a.asked)
}

// interval is how long a temporary keeps its place. If the step goes on after
// the program, later programs may use the temporary too, so that its interval is
// open, unless Scratch has ended it.
func (a *stepArena) interval(u temp, goesOn bool) interval {
	if a.separate {
		u.first = 0
	}
	if a.separate || goesOn && !u.over {
		u.last = math.MaxInt32
	}
	return u.interval
}

// plan finds the places of a.intervals. With whole, no place is held by an
// earlier program of the step: equal intervals then get the places that are
// remembered of them.
func (a *stepArena) plan(whole bool) {
	whole = whole && !slices.ContainsFunc(a.spaces, func(s space) bool { return s.floor > 0 })
	known := slices.IndexFunc(a.plans, func(p stepPlan) bool { return slices.Equal(p.intervals, a.intervals) })
	if whole && known >= 0 {
		a.places = append(a.places[:0], a.plans[known].places...)
		for i, at := range a.places {
			s := &a.spaces[at.block]
			s.top = max(s.top, at.offset+a.intervals[i].size)
		}
	} else {
		a.places, a.spaces = a.planner.plan(a.places[:0], a.intervals, a.spaces, a.limit)
	}
	if whole && known < 0 {
		a.remember()
	}
	var used uint64
	for _, s := range a.spaces {
		used += s.top
	}
	a.mostUsed = max(a.mostUsed, used)
}

// remember keeps the plan instead of the oldest.
func (a *stepArena) remember() {
	if len(a.plans) < stepPlans {
		a.plans = append(a.plans, stepPlan{})
	}
	p := &a.plans[a.oldest]
	a.oldest = (a.oldest + 1) % stepPlans
	p.intervals, p.places = append(p.intervals[:0], a.intervals...), append(p.places[:0], a.places...)
}

// back asks the driver for the memory of spaces that have none yet.
func (a *stepArena) back(newBlock func(size uint64) (*block, error)) error {
	for i := len(a.blocks); i < len(a.spaces); i++ {
		b, err := newBlock(max(stepBlock, a.spaces[i].top))
		if err != nil {
			return err
		}
		a.blocks = append(a.blocks, b)
		a.spaces[i].size = b.size
	}
	return nil
}

// endStep makes the whole arena free again. With the option fresh only what no
// step has used stays free.
func (a *stepArena) endStep() {
	a.asked = 0
	for i := range a.spaces {
		s := &a.spaces[i]
		if !a.fresh {
			s.top = 0
		}
		s.floor = s.top
	}
}
