package tensor

import "autogan/vk"

// grain is how many items a thread of an element-wise kernel takes, as the
// constants EACH and ADJACENT of shaders/include/each.glsl.
type grain struct {
	each     int
	adjacent bool
}

const (
	lineItems   = 4    // vec4s in a cache line of a CPU, which a thread fills
	flightItems = 4    // loads that a thread of a GPU has under way
	unitThreads = 2048 // that a compute unit of a GPU holds
)

// grainOf divides the items of a launch. Whole threads get several items: on a
// CPU always, on a GPU where they still fill all compute units twice.
func grainOf(s *vk.Stream, items int) grain {
	caps := s.Device().Caps()
	if caps.Type == vk.CPU {
		return grain{lineGrain(s, items), true}
	}
	if items%(flightItems*rowGroup) == 0 && items/flightItems >= 2*unitThreads*max(caps.ComputeUnits, 1) {
		return grain{flightItems, false}
	}
	return grain{1, false}
}

// lineGrain is the number of neighbours among n in a row that a thread takes:
// on a CPU as many as fill a cache line, if they divide n.
func lineGrain(s *vk.Stream, n int) int {
	if s.Device().Caps().Type == vk.CPU && n%lineItems == 0 {
		return lineItems
	}
	return 1
}

// piecesOf divides n neighbours into the pieces that threads take: the constant
// EACH, and how many there are.
func piecesOf(s *vk.Stream, n int) (each uint32, pieces int) {
	g := lineGrain(s, n)
	return uint32(g), n / g
}

// constants are EACH and ADJACENT.
func (g grain) constants() []uint32 { return []uint32{uint32(g.each), specBool(g.adjacent)} }
