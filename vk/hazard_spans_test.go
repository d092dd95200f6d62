package vk

import "testing"

// TestHazardsOfAllSpans compares every pair of short spans, byte by byte.
func TestHazardsOfAllSpans(t *testing.T) {
	const size = 5
	var spans []span
	for from := range uint64(size) {
		for to := from + 1; to <= size; to++ {
			spans = append(spans, span{from, to})
		}
	}
	for _, before := range spans {
		for _, next := range spans {
			shared := false
			for at := before.from; at < before.to; at++ {
				shared = shared || at >= next.from && at < next.to
			}
			h := hazards{pending: []access{{before.from, before.to, true}}}
			if got := h.needsBarrier([]access{{next.from, next.to, false}}); got != shared {
				t.Errorf("a write of %v, then a read of %v: needs a barrier = %v, want %v", before, next, got, shared)
			}
		}
	}
}
