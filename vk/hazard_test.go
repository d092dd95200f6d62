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

// FuzzHazards reads accesses of 64 bytes of memory from a script, two bytes
// each, and compares the tracker with one that remembers who touched each byte.
func FuzzHazards(f *testing.F) {
	f.Add([]byte{0x01, 0x10, 0x81, 0x10, 0x20, 0x08, 0xA4, 0x01})
	f.Fuzz(func(t *testing.T, script []byte) {
		var h hazards
		var read, written [64]bool
		for ; len(script) >= 2; script = script[2:] {
			next := access{from: uint64(script[0] % 64), write: script[0] >= 0x80}
			next.to = min(next.from+1+uint64(script[1]%63), 64)
			conflict := false
			for i := next.from; i < next.to; i++ {
				conflict = conflict || written[i] || next.write && read[i]
			}
			barrier := h.needsBarrier([]access{next})
			if barrier != conflict && len(h.pending) < maxPending {
				t.Fatalf("%+v after %+v: needs a barrier = %v, want %v", next, h.pending, barrier, conflict)
			}
			if barrier {
				h.clear()
				read, written = [64]bool{}, [64]bool{}
			}
			h.add([]access{next})
			for i := next.from; i < next.to; i++ {
				read[i], written[i] = read[i] || !next.write, written[i] || next.write
			}
		}
	})
}
