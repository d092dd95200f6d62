package vk

import (
	"errors"
	"slices"
	"testing"
)

// step drives an arena as a stream does.
type step struct {
	*testing.T
	temps   temps
	arena   stepArena
	program []uint64
}

func newStep(t *testing.T, a stepArena) *step {
	s := &step{T: t, arena: a}
	s.arena.limit = 1 << 40
	s.temps.open()
	return s
}

// touch records a word with the address of a buffer, then a barrier.
func (s *step) touch(b Buffer) {
	s.temps.use(b.Address())
	s.temps.address(b.Address(), len(s.program))
	s.program = append(s.program, b.Address())
	s.temps.epoch++
}

// submit returns the program with the places in it. Block i begins at i+1 times 2^40.
func (s *step) submit(goesOn bool) []uint64 {
	s.Helper()
	s.arena.settle(&s.temps, goesOn)
	if err := s.arena.back(func(size uint64) (*block, error) {
		b := &block{size: size}
		for range len(s.arena.blocks) + 1 {
			b.raw.address += 1 << 40
		}
		return b, nil
	}); err != nil {
		s.Fatal(err)
	}
	s.temps.patch(s.program, s.arena.blocks)
	submitted := s.program
	s.program = nil
	s.temps.startProgram()
	if !goesOn {
		s.temps.endStep()
		s.arena.endStep()
	}
	return submitted
}

// chain touches temporaries of the sizes one after the other.
func (s *step) chain(sizes ...uint64) (taken []Buffer) {
	for _, size := range sizes {
		b := s.temps.take(size)
		s.touch(b)
		taken = append(taken, b)
	}
	return taken
}

// TestStepsShareMemory looks at the addresses that three temporaries get which
// are used one after the other, and those of the same step again.
func TestStepsShareMemory(t *testing.T) {
	const base, a = 1 << 40, alignment
	for _, c := range []struct {
		name        string
		arena       stepArena
		goesOn      bool
		first, then []uint64
	}{
		{"usual", stepArena{}, false, []uint64{base, base, base}, []uint64{base, base, base}},
		{"separate", stepArena{separate: true}, false, []uint64{base, base + a, base + 2*a}, []uint64{base, base + a, base + 2*a}},
		{"fresh", stepArena{fresh: true}, false, []uint64{base, base, base}, []uint64{base + a, base + a, base + a}},
		{"step goes on", stepArena{}, true, []uint64{base, base + a, base + 2*a}, []uint64{base + 3*a, base + 4*a, base + 5*a}},
	} {
		s := newStep(t, c.arena)
		for round, want := range [][]uint64{c.first, c.then} {
			s.chain(1, alignment, 4)
			if got := s.submit(c.goesOn); !slices.Equal(got, want) {
				t.Errorf("%s: step %d uses %#x, want %#x", c.name, round, got, want)
			}
		}
	}
}

// TestPlacesHoldUntilTheStepEnds uses a temporary again in a later submission,
// together with a part of it and a new one.
func TestPlacesHoldUntilTheStepEnds(t *testing.T) {
	s := newStep(t, stepArena{})
	for range 2 { // the second time as remembered
		taken := s.chain(3*alignment, alignment)
		first := s.submit(true)
		s.touch(taken[0].Slice(8, 4))
		s.chain(alignment)
		s.touch(taken[1])
		then := s.submit(false)
		want := []uint64{first[0] + 8, first[0], first[1]} // the first is used no more
		if !slices.Equal(then, want) {
			t.Errorf("first %#x, then %#x, want %#x", first, then, want)
		}
	}
}

// TestRememberedPlansTakeMemory has a part of a step leave two gaps, one of
// them at the end of all, and the rest of the step fill the smaller: the first
// time, and when the first part's plan is remembered.
func TestRememberedPlansTakeMemory(t *testing.T) {
	s := newStep(t, stepArena{})
	for range 2 {
		kept := s.chain(5*alignment, 2*alignment)
		part := s.temps.openScratch()
		over := s.chain(3*alignment, alignment)
		for _, b := range append(kept, over...) {
			s.touch(b)
		}
		s.temps.closeScratch(part)
		first := s.submit(true)
		s.chain(alignment)
		for _, b := range kept {
			s.touch(b)
		}
		if then := s.submit(false); then[0] != first[3] || then[0]-first[0] != 10*alignment {
			t.Errorf("from %#x on there is a gap, but %#x is used", first[3], then[0])
		}
	}
}

// TestScratchIsReusedAcrossBarriers submits at the end of each part of a step, with a
// barrier after the part's work and without: only then may the next share.
func TestScratchIsReusedAcrossBarriers(t *testing.T) {
	for _, barrier := range []bool{true, false} {
		s := newStep(t, stepArena{})
		var got []uint64
		for range 3 {
			part := s.temps.openScratch()
			s.chain(alignment)
			if !barrier {
				s.temps.epoch--
			}
			s.temps.closeScratch(part)
			got = append(got, s.submit(true)...)
		}
		if shared := got[0] == got[1] && got[1] == got[2]; shared != barrier || got[0] == got[1] != shared {
			t.Errorf("barriers: %v, places %#x", barrier, got)
		}
	}
}

// TestScratchEndsIntervals has parts of a step hand memory on though the step goes on.
func TestScratchEndsIntervals(t *testing.T) {
	s := newStep(t, stepArena{})
	kept := s.chain(alignment)
	outer := s.temps.openScratch()
	s.chain(alignment)
	inner := s.temps.openScratch()
	s.chain(alignment)
	s.temps.closeScratch(inner)
	s.chain(alignment)
	s.temps.closeScratch(outer)
	got := s.submit(true)
	if got[1] != got[2] || got[1] != got[3] || got[0] == got[1] {
		t.Errorf("a temporary of the step and three of parts lie at %#x", got)
	}
	s.touch(kept[0])
	if then := s.submit(false); then[0] != got[0] {
		t.Errorf("the step's lies at %#x, before at %#x", then[0], got[0])
	}
}

// TestStepsTakeTurns lets steps of several kinds alternate, more than the arena
// remembers: each gets its places again, and no more blocks.
func TestStepsTakeTurns(t *testing.T) {
	s := newStep(t, stepArena{})
	const kinds = stepPlans + 3
	var programs [kinds][]uint64
	record := func(kind int) []uint64 {
		taken := s.chain(uint64(kind)<<22, 1, 2<<20)
		s.touch(taken[0]) // so that the others lie next to it
		program := s.submit(false)
		if b := s.arena.blocks[program[0]>>40-1]; program[0]&(1<<40-1)+uint64(kind)<<22 > b.size {
			t.Errorf("kind %d: %d bytes at %#x lie past the end of their block of %d", kind, kind<<22, program[0], b.size)
		}
		for _, other := range program[1:3] {
			if other-program[0] < uint64(kind)<<22 {
				t.Errorf("kind %d: %#x lies in what begins at %#x", kind, other, program[0])
			}
		}
		return program
	}
	for kind := range programs {
		programs[kind] = record(kind)
	}
	blocks := len(s.arena.blocks)
	for round := range 5 * kinds {
		kind := round * round % kinds
		if got := record(kind); !slices.Equal(got, programs[kind]) {
			t.Errorf("kind %d uses %#x, before %#x", kind, got, programs[kind])
		}
	}
	if len(s.arena.blocks) != blocks {
		t.Errorf("%d blocks, before %d", len(s.arena.blocks), blocks)
	}
}

// TestArenaReportsTheDriver passes on what the driver says, and asks again.
func TestArenaReportsTheDriver(t *testing.T) {
	s := newStep(t, stepArena{})
	s.chain(stepBlock + 1)
	s.arena.settle(&s.temps, false)
	full := errors.New("full")
	if err := s.arena.back(func(size uint64) (*block, error) {
		if size != stepBlock+alignment {
			t.Errorf("asked for %d bytes, want %d", size, stepBlock+alignment)
		}
		return nil, full
	}); err != full {
		t.Errorf("error %v, want the driver's", err)
	}
}
