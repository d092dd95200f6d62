package tensor

import (
	"testing"

	"autogan/vk"
)

func TestGrains(t *testing.T) {
	cpu, gpu, unknown := vk.Caps{Type: vk.CPU}, vk.Caps{Type: vk.Discrete, ComputeUnits: 10}, vk.Caps{Type: vk.Discrete}
	const full = 2 * 4 * 2048 // items that fill a unit twice, four a thread
	for _, c := range []struct {
		caps  vk.Caps
		items int
		want  grain
	}{
		{cpu, 4, grain{4, true}},
		{cpu, 4096, grain{4, true}},
		{cpu, 4098, grain{1, true}}, // a thread would be left with two
		{gpu, 10 * full, grain{4, false}},
		{gpu, 10*full - 256, grain{1, false}}, // a unit would wait for work
		{gpu, 10*full + 4, grain{1, false}},   // a work group would be left with one
		{unknown, 10 * full, grain{1, false}}, // as if it were large
	} {
		if got := grainOf(c.caps, c.items); got != c.want {
			t.Errorf("%d items on %v of %d units: %+v, want %+v", c.items, c.caps.Type, c.caps.ComputeUnits, got, c.want)
		}
	}
	for n, want := range map[int]int{1: 1, 4: 4, 6: 1, 64: 4} {
		if got := lineOf(cpu, n); got != want {
			t.Errorf("%d neighbours on a CPU: %d a thread, want %d", n, got, want)
		}
		if got := lineOf(gpu, n); got != 1 {
			t.Errorf("%d neighbours on a GPU: %d a thread, want 1", n, got)
		}
	}
}
