package vk

import "testing"

func TestHazards(t *testing.T) {
	read := func(from, to uint64) access { return access{from, to, false} }
	write := func(from, to uint64) access { return access{from, to, true} }
	for _, c := range []struct {
		name    string
		pending []access
		next    access
		want    bool
	}{
		{"nothing before", nil, write(0, 8), false},
		{"read after read", []access{read(0, 8)}, read(0, 8), false},
		{"read after write", []access{write(0, 8)}, read(4, 12), true},
		{"write after read", []access{read(0, 8)}, write(7, 9), true},
		{"write after write", []access{write(0, 8)}, write(0, 8), true},
		{"neighbours", []access{write(0, 8)}, read(8, 16), false},
		{"an earlier one of several", []access{write(0, 8), read(16, 24)}, read(0, 4), true},
	} {
		h := hazards{pending: c.pending}
		if got := h.needsBarrier([]access{c.next}); got != c.want {
			t.Errorf("%s: needs a barrier = %v, want %v", c.name, got, c.want)
		}
	}
}

// TestHazardsStayBounded checks that the search list can't grow with a step.
func TestHazardsStayBounded(t *testing.T) {
	var h hazards
	for i := range uint64(10 * maxPending) {
		next := []access{{8 * i, 8*i + 8, false}}
		if h.needsBarrier(next) {
			h.clear()
		}
		h.add(next)
		if len(h.pending) > maxPending {
			t.Fatalf("%d pending accesses, want at most %d", len(h.pending), maxPending)
		}
	}
}
