package vk

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// drawLives draws temporaries as a step has them: some large, most short-lived.
func drawLives(r *rand.Rand, count int) []life {
	lives := make([]life, count)
	for i := range lives {
		first := r.Int32N(int32(count))
		lives[i] = life{alignment * (1 + r.Uint64N(1<<r.IntN(12))), first, first + r.Int32N(1<<r.IntN(8))}
	}
	return lives
}

// overlap reports whether two lives meet, both in time and in memory.
func overlap(a, b life, at, other place) bool {
	return a.first <= b.last && b.first <= a.last && at.block == other.block &&
		at.offset < other.offset+b.size && other.offset < at.offset+a.size
}

// wantApart checks places byte by byte and stretch by stretch.
func wantApart(t *testing.T, lives []life, places []place, spaces []space) {
	t.Helper()
	for i, at := range places {
		s := spaces[at.block]
		if end := at.offset + lives[i].size; at.offset < s.floor || end > s.top || s.top > s.size || at.offset%alignment != 0 {
			t.Fatalf("%+v lies at %+v of %+v", lives[i], at, s)
		}
		for j := range i {
			if overlap(lives[i], lives[j], at, places[j]) {
				t.Fatalf("%+v at %+v overlaps %+v at %+v", lives[i], at, lives[j], places[j])
			}
		}
	}
}

// mostAlive is the largest sum of sizes alive in one stretch: no plan takes less.
func mostAlive(lives []life) (most uint64) {
	for _, now := range lives {
		var sum uint64
		for _, l := range lives {
			if l.first <= now.first && now.first <= l.last {
				sum += l.size
			}
		}
		most = max(most, sum)
	}
	return most
}

// checkPlan plans random lives in random spaces, then again with the spaces
// that are there by then.
func checkPlan(t *testing.T, seed uint64, count int) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 0))
	lives, limit := drawLives(r, count), uint64(alignment)<<r.IntN(16)
	var spaces []space
	for range r.IntN(3) {
		size := alignment * r.Uint64N(1<<12)
		floor := alignUp(r.Uint64N(size + 1))
		spaces = append(spaces, space{floor, size, floor})
	}
	var p planner
	places, after := p.plan(nil, lives, slices.Clone(spaces), limit)
	wantApart(t, lives, places, after)
	for i, s := range after[len(spaces):] {
		if s.size > limit && slices.IndexFunc(lives, func(l life) bool { return l.size == s.size }) < 0 {
			t.Errorf("space %d has %d bytes, more than %d and than any life", i, s.size, limit)
		}
	}
	grown := slices.Clone(after)
	for i := range grown {
		if i < len(spaces) {
			grown[i].top = spaces[i].top
		} else {
			grown[i] = space{size: after[i].top} // what a driver was asked for
		}
	}
	grown = append(grown, space{size: limit}) // by a step that takes more
	p.clear()
	again, unchanged := p.plan(nil, lives, grown, limit)
	if !slices.Equal(again, places) || len(unchanged) != len(after)+1 {
		t.Errorf("the same lives get other places when the spaces are there already")
	}
}

func TestPlansKeepLivesApart(t *testing.T) {
	for seed := range uint64(200) {
		checkPlan(t, seed, 1+int(seed))
	}
}

func FuzzPlansKeepLivesApart(f *testing.F) {
	f.Add(uint64(1000), uint8(50))
	f.Fuzz(func(t *testing.T, seed uint64, count uint8) { checkPlan(t, seed, int(count)) })
}

// TestPlansReuseMemory plans what lives one after the other, as a forward and
// a backward pass do, and compares with what lives at once.
func TestPlansReuseMemory(t *testing.T) {
	const layers, size = 20, 8 * alignment
	var chain, training []life
	for i := range int32(layers) {
		chain = append(chain, life{size, i, i + 1})
		training = append(training, life{size, i, 2*layers - i}, life{size / 2, 2*layers - i, 2*layers - i + 1}, life{alignment, i, i})
	}
	for name, lives := range map[string][]life{"a chain": chain, "forward and backward": training} {
		var p planner
		_, spaces := p.plan(nil, lives, nil, 1<<40)
		if got, want := spaces[0].top, mostAlive(lives); len(spaces) != 1 || got != want {
			t.Errorf("%s takes %d bytes in %d spaces, want the %d that live at once in one", name, got, len(spaces), want)
		}
	}
	for seed := range uint64(20) {
		lives := drawLives(rand.New(rand.NewPCG(seed, 1)), 300)
		var p planner
		_, spaces := p.plan(nil, lives, nil, 1<<40)
		if got, least := spaces[0].top, mostAlive(lives); got > least+least/4 {
			t.Errorf("seed %d takes %d bytes, %d live at once: want at most a quarter more", seed, got, least)
		}
	}
}

// TestPlansHandOnBehindABarrier has one life end in the stretch where another
// begins: nothing orders them, so they may not share.
func TestPlansHandOnBehindABarrier(t *testing.T) {
	for gap, shared := range []bool{false, true} {
		var p planner
		places, _ := p.plan(nil, []life{{alignment, 0, 3}, {alignment, 3 + int32(gap), 9}}, nil, 1<<40)
		if (places[0] == places[1]) != shared {
			t.Errorf("%d stretches apart the places are %v: sharing wanted: %v", gap, places, shared)
		}
	}
}

// TestPlansTakeTheSmallestGap looks for room between lives that last, beside
// one that is over by then.
func TestPlansTakeTheSmallestGap(t *testing.T) {
	const unit = alignment
	spaces := []space{{size: 20 * unit, top: 12 * unit}, {size: 20 * unit, top: 8 * unit}}
	var p planner
	for _, at := range []uint64{0, 6, 11} { // gaps of 5 and 4
		p.move(life{unit, 0, 9}, place{0, at * unit})
	}
	p.move(life{4 * unit, 0, 0}, place{0, 7 * unit})
	p.move(life{5 * unit, 0, 9}, place{1, 0}) // 3 below the top
	for size, want := range map[uint64]place{
		1: {1, 5 * unit}, 3: {1, 5 * unit}, 4: {0, 7 * unit}, 5: {0, unit}, 6: {0, 12 * unit}, 9: {1, 5 * unit}, 16: {2, 0},
	} {
		if got := p.find(life{size * unit, 1, 2}, spaces); got != want {
			t.Errorf("%d units go to %+v, want %+v", size, got, want)
		}
	}
}
