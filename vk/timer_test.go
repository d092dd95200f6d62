package vk

import "testing"

// TestTimestampsRunOver has counters that begin anew: with 48 valid bits, as
// Turnip's, at 52 ns after half a year, with 36 bits and 1 ns after a minute.
func TestTimestampsRunOver(t *testing.T) {
	for _, c := range []struct {
		from, to uint64
		bits     int
		want     uint64
	}{
		{100, 350, 64, 250},
		{100, 350, 36, 250},
		{1<<36 - 10, 5, 36, 15},
		{1<<48 - 1, 0, 48, 1},
		{1<<64 - 3, 4, 64, 7},
	} {
		if got := ticksBetween(c.from, c.to, c.bits); got != c.want {
			t.Errorf("from %d to %d of %d bits: %d ticks, want %d", c.from, c.to, c.bits, got, c.want)
		}
	}
}
