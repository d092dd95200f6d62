package vk

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// drawIntervals draws temporaries as a step has them: some large, most short-lived.
func drawIntervals(r *rand.Rand, count int) []interval {
	intervals := make([]interval, count)
	for i := range intervals {
		first := r.Int32N(int32(count))
		intervals[i] = interval{alignment * (1 + r.Uint64N(1<<r.IntN(12))), first, first + r.Int32N(1<<r.IntN(8))}
	}
	return intervals
}

// overlap reports whether two temporaries meet, both in time and in memory.
func overlap(a, b interval, at, other place) bool {
	return a.first <= b.last && b.first <= a.last && at.block == other.block &&
		at.offset < other.offset+b.size && other.offset < at.offset+a.size
}

// wantApart checks places byte by byte and epoch by epoch.
func wantApart(t *testing.T, intervals []interval, places []place, spaces []space) {
	t.Helper()
	for i, at := range places {
		s := spaces[at.block]
		if end := at.offset + intervals[i].size; at.offset < s.floor || end > s.top || s.top > s.size || at.offset%alignment != 0 {
			t.Fatalf("%+v lies at %+v of %+v", intervals[i], at, s)
		}
		for j := range i {
			if overlap(intervals[i], intervals[j], at, places[j]) {
				t.Fatalf("%+v at %+v overlaps %+v at %+v", intervals[i], at, intervals[j], places[j])
			}
		}
	}
}

// mostAlive is the largest sum of sizes live in one epoch: no plan takes less.
func mostAlive(intervals []interval) (most uint64) {
	for _, now := range intervals {
		var sum uint64
		for _, l := range intervals {
			if l.first <= now.first && now.first <= l.last {
				sum += l.size
			}
		}
		most = max(most, sum)
	}
	return most
}

// checkPlan plans random intervals in random spaces, then again with the spaces
// that are there by then.
func checkPlan(t *testing.T, seed uint64, count int) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 0))
	intervals, limit := drawIntervals(r, count), uint64(alignment)<<r.IntN(16)
	var spaces []space
	for range r.IntN(3) {
		size := alignment * r.Uint64N(1<<12)
		floor := alignUp(r.Uint64N(size + 1))
		spaces = append(spaces, space{floor, size, floor})
	}
	var p planner
	places, after := p.plan(nil, intervals, slices.Clone(spaces), limit)
	wantApart(t, intervals, places, after)
	for i, s := range after[len(spaces):] {
		if s.size > limit && slices.IndexFunc(intervals, func(l interval) bool { return l.size == s.size }) < 0 {
			t.Errorf("space %d has %d bytes, more than %d and than any temporary", i, s.size, limit)
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
	again, unchanged := p.plan(nil, intervals, grown, limit)
	if !slices.Equal(again, places) || len(unchanged) != len(after)+1 {
		t.Errorf("the same intervals get other places when the spaces are there already")
	}
}

func TestPlansKeepIntervalsApart(t *testing.T) {
	for seed := range uint64(200) {
		checkPlan(t, seed, 1+int(seed))
	}
}

func FuzzPlansKeepIntervalsApart(f *testing.F) {
	f.Add(uint64(1000), uint8(50))
	f.Fuzz(func(t *testing.T, seed uint64, count uint8) { checkPlan(t, seed, int(count)) })
}

// TestPlansReuseMemory plans intervals that follow one another, as those of a
// forward and a backward pass do, and compares with what is live at once.
func TestPlansReuseMemory(t *testing.T) {
	const layers, size = 20, 8 * alignment
	var chain, training []interval
	for i := range int32(layers) {
		chain = append(chain, interval{size, i, i + 1})
		training = append(training, interval{size, i, 2*layers - i}, interval{size / 2, 2*layers - i, 2*layers - i + 1}, interval{alignment, i, i})
	}
	for name, intervals := range map[string][]interval{"a chain": chain, "forward and backward": training} {
		var p planner
		_, spaces := p.plan(nil, intervals, nil, 1<<40)
		if got, want := spaces[0].top, mostAlive(intervals); len(spaces) != 1 || got != want {
			t.Errorf("%s takes %d bytes in %d spaces, want the %d that are live at once in one", name, got, len(spaces), want)
		}
	}
	for seed := range uint64(20) {
		intervals := drawIntervals(rand.New(rand.NewPCG(seed, 1)), 300)
		var p planner
		_, spaces := p.plan(nil, intervals, nil, 1<<40)
		if got, least := spaces[0].top, mostAlive(intervals); got > least+least/4 {
			t.Errorf("seed %d takes %d bytes, %d are live at once: want at most a quarter more", seed, got, least)
		}
	}
}

// TestPlansShareAcrossBarriers has one interval end in the epoch where another
// begins: nothing orders them, so they may not share.
func TestPlansShareAcrossBarriers(t *testing.T) {
	for gap, shared := range []bool{false, true} {
		var p planner
		places, _ := p.plan(nil, []interval{{alignment, 0, 3}, {alignment, 3 + int32(gap), 9}}, nil, 1<<40)
		if (places[0] == places[1]) != shared {
			t.Errorf("%d epochs apart the places are %v: sharing wanted: %v", gap, places, shared)
		}
	}
}

// TestPlansTakeTheSmallestGap looks for room between intervals that last, next to
// one that is over by then.
func TestPlansTakeTheSmallestGap(t *testing.T) {
	const unit = alignment
	spaces := []space{{size: 20 * unit, top: 12 * unit}, {size: 20 * unit, top: 8 * unit}}
	var p planner
	for _, at := range []uint64{0, 6, 11} { // gaps of 5 and 4
		p.move(interval{unit, 0, 9}, place{0, at * unit})
	}
	p.move(interval{4 * unit, 0, 0}, place{0, 7 * unit})
	p.move(interval{5 * unit, 0, 9}, place{1, 0}) // 3 below the top
	for size, want := range map[uint64]place{
		1: {1, 5 * unit}, 3: {1, 5 * unit}, 4: {0, 7 * unit}, 5: {0, unit}, 6: {0, 12 * unit}, 9: {1, 5 * unit}, 16: {2, 0},
	} {
		if got := p.find(interval{size * unit, 1, 2}, spaces); got != want {
			t.Errorf("%d units go to %+v, want %+v", size, got, want)
		}
	}
}
