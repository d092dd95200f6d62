package vk

// access is one range of device addresses that recorded work reads or writes.
type access struct {
	from, to uint64
	write    bool
}

// hazards remembers what has been accessed since the last barrier and says
// whether the next command needs one before it: only if it reads or writes bytes
// that have been written since, or writes bytes that have been read.
type hazards struct {
	pending []access
}

// maxPending bounds the list: past it a barrier is cheaper than the search.
const maxPending = 96

// needsBarrier reports whether any of next conflicts with pending work.
func (h *hazards) needsBarrier(next []access) bool {
	if len(h.pending)+len(next) > maxPending {
		return true
	}
	for _, n := range next {
		for _, p := range h.pending {
			if (n.write || p.write) && n.from < p.to && p.from < n.to {
				return true
			}
		}
	}
	return false
}

// add notes accesses of a command that has been recorded.
func (h *hazards) add(next []access) { h.pending = append(h.pending, next...) }

// clear forgets everything: a barrier has been recorded.
func (h *hazards) clear() { h.pending = h.pending[:0] }
