package tensor

import (
	"autogan/vk"
	"autogan/vk/tensor/convplan"
)

// grain is how many items a thread of an element-wise kernel takes, as the
// constants EACH and ADJACENT of shaders/include/each.glsl.
type grain struct {
	each     int
	adjacent bool
}

const (
	lineItems   = 4    // vec4s in a cache line of a CPU, which a thread fills
	flightItems = 4    // loads that a thread of a GPU has under way
	unitThreads = 2048 // that a compute unit of a GPU holds, at most
)

// grainOf divides the items of a launch among whole threads. On a CPU they take
// several neighbours always, on a GPU several items where they fill all compute
// units twice even so.
func grainOf(caps vk.Caps, items int) grain {
	switch {
	case caps.Type == vk.CPU:
		return grain{lineOf(caps, items), true}
	case items%(flightItems*rowGroup) == 0 && items >= 2*flightItems*unitThreads*convplan.Units(caps):
		return grain{flightItems, false}
	}
	return grain{1, false}
}

// lineOf is how many of n neighbours in a row a thread takes: on a CPU as many as
// fill a cache line, if they divide n.
func lineOf(caps vk.Caps, n int) int {
	if caps.Type == vk.CPU && n%lineItems == 0 {
		return lineItems
	}
	return 1
}

// pieces divides n neighbours in a row into the pieces that threads take: the
// constant EACH, and how many there are.
func pieces(s *vk.Stream, n int) (each uint32, count int) {
	line := lineOf(s.Device().Caps(), n)
	return uint32(line), n / line
}

// constants are EACH and ADJACENT.
func (g grain) constants() []uint32 { return []uint32{uint32(g.each), specBool(g.adjacent)} }
