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

	blocks  []*block
	spaces  []space // of blocks; what lies below a floor is taken until the step ends
	planner planner
	lives   []life
	places  []place // of lives
	plans   []stepPlan
	oldest  int // of plans

	asked, mostAsked uint64 // bytes of this step's temporaries, of any step's
	mostUsed         uint64 // bytes of the arena they took
}

// stepPlan is where temporaries went when all of the arena was free. It stays
// right when the arena grows: the planner takes a new space where it must.
type stepPlan struct {
	lives  []life
	places []place
}

// settle gives the temporaries of a program their places. Where the step goes
// on behind the program nothing is known of their end: they keep them.
func (a *stepArena) settle(t *temps, goesOn bool) {
	a.lives = a.lives[:0]
	for _, number := range t.waiting {
		u := &t.list[number]
		l := u.life
		a.asked += l.size
		if a.separate || goesOn && !u.over {
			l.first, l.last = 0, math.MaxInt32
		}
		a.lives = append(a.lives, l)
	}
	a.plan()
	for i, number := range t.waiting {
		u := &t.list[number]
		u.at, u.placed = a.places[i], true
	}
	a.mostAsked = max(a.mostAsked, a.asked)
	if goesOn {
		a.keep()
	}
}

// plan finds the places of lives, those of an equal step if it remembers one.
func (a *stepArena) plan() {
	whole := !slices.ContainsFunc(a.spaces, func(s space) bool { return s.floor > 0 })
	known := slices.IndexFunc(a.plans, func(p stepPlan) bool { return slices.Equal(p.lives, a.lives) })
	if whole && known >= 0 {
		a.places = append(a.places[:0], a.plans[known].places...)
		for i, at := range a.places {
			s := &a.spaces[at.block]
			s.top = max(s.top, at.offset+a.lives[i].size)
		}
	} else {
		a.places, a.spaces = a.planner.plan(a.places[:0], a.lives, a.spaces, a.limit)
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

// remember keeps the plan in the place of the oldest.
func (a *stepArena) remember() {
	if len(a.plans) < stepPlans {
		a.plans = append(a.plans, stepPlan{})
	}
	p := &a.plans[a.oldest]
	a.oldest = (a.oldest + 1) % stepPlans
	p.lives, p.places = append(p.lives[:0], a.lives...), append(p.places[:0], a.places...)
}

// back asks for memory behind the spaces that have none.
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

// keep takes what has been used until the end of the step.
func (a *stepArena) keep() {
	for i := range a.spaces {
		a.spaces[i].floor = a.spaces[i].top
	}
}

// endStep makes the whole arena free again.
func (a *stepArena) endStep() {
	a.asked = 0
	if a.fresh {
		a.keep()
		return
	}
	for i := range a.spaces {
		a.spaces[i].floor, a.spaces[i].top = 0, 0
	}
}
